import Contracts
import Ledger

extension LedgerDatabase {
    mutating func writeParties(_ book: Book) {
        for id in book.changes.registered {
            guard let party = book.parties[id] else { return complain("registered \(id) is missing") }
            if parties[id] != nil { complain("party \(id) twice") }
            parties[id] = party
        }
        let updated = book.changes.updated.compactMap { book.parties[$0] }
        // Numbers that become free go first, so that another party of the batch can take them.
        for party in updated { if let phone = parties[party.id]?.phone { phones[phone] = nil } }
        for party in updated {
            guard let former = parties[party.id] else { return complain("updated \(party.id) is missing") }
            if former.isErased { complain("\(party.id) changed after it was erased") }
            parties[party.id] = party
            parties[party.id]?.metadata = party.isErased ? [] : former.metadata
        }
        for party in updated + book.changes.registered.compactMap({ book.parties[$0] }) {
            guard let phone = party.phone else { continue }
            if phones[phone] != nil { complain("telephone number \(phone) twice") }
            phones[phone] = party.id
        }
    }

    mutating func writeWorkflows(_ book: Book) {
        let changes = book.changes
        for id in changes.requests { write(request: id, book) }
        for id in changes.bankAccounts { write(bank: id, book) }
        for id in changes.plans { plans[id] = book.plans[id] }
        for limit in changes.limits {
            limits[LimitKey(scope: limit.scope, unit: limit.unit.number)] = limit.bounds
        }
        for day in changes.days {
            if book.spent(on: day) < 0 { complain("less than nothing was spent on \(day)") }
            days[day] = book.spent(on: day)
        }
        for sent in changes.movements {
            if sent.movement.at != book.now || sent.movement.amount <= 0 { complain("\(sent) is no movement of now") }
            movements[sent.account, default: []].append(sent.movement)
        }
        for raised in changes.raised {
            if flags[raised.flag.id] != nil { complain("flag \(raised.flag.id) twice") }
            flags[raised.flag.id] = raised.flag
            flagDocuments[raised.flag.id] = raised.document
        }
        for id in changes.reviewed { write(reviewed: id, book) }
        erase(changes)
    }

    /// What the service's statements erase beyond what a batch has loaded.
    private mutating func erase(_ changes: Changes) {
        for account in bankAccounts.values where changes.erased.contains(account.party) { forget(account.id) }
        for request in requests.values {
            guard let phone = request.phone, let owner = accounts[request.account]?.owner else { continue }
            if changes.forgottenPhones.contains(phone) || changes.erased.contains(owner) {
                requests[request.id]?.phone = nil
            }
        }
    }

    private mutating func write(request id: Int64, _ book: Book) {
        guard var request = book.requests[id] else { return complain("changed request \(id) is missing") }
        if let before = requests[id] {
            if !request.follows(before) { complain("\(request.text) went from \(before) to \(request)") }
            // The telephone number of a row that is there is never written again.
            request.phone = before.phone
        }
        requests[id] = request
    }

    private mutating func write(bank id: BankAccountID, _ book: Book) {
        guard var account = book.bankAccounts[id] else { return complain("changed \(id) is missing") }
        if account.isNew != (bankAccounts[id] == nil) { complain("\(id) is new or it is not") }
        account.isNew = false
        if let before = bankAccounts[id] {
            if before.state == .removed, account != before { complain("\(id) changed after it was removed") }
            account.number = before.number
        } else if account.number == nil {
            complain("\(id) was added without its number")
        }
        bankAccounts[id] = account
        if account.state == .removed { forget(id) }
    }

    private mutating func forget(_ id: BankAccountID) {
        bankAccounts[id]?.state = .removed
        bankAccounts[id]?.isPrimary = false
        bankAccounts[id]?.number = nil
        bankAccounts[id]?.holder = nil
    }

    private mutating func write(reviewed id: FlagID, _ book: Book) {
        guard let flag = book.flags[id] else { return complain("reviewed \(id) is missing") }
        if flags[id]?.state != .open { complain("\(id) was reviewed twice, or never raised") }
        flags[id] = flag
    }
}

extension Request {
    /// Whether it may come after an earlier state of the same request: forward only, and about the same.
    fileprivate func follows(_ before: Request) -> Bool {
        let steps: Set<[State]> =
            switch kind {
            case .job:
                [
                    [.pending, .running], [.pending, .completed], [.pending, .failed], [.running, .completed],
                    [.running, .failed],
                ]
            case .chargeSale: [[.completed, .refunded]]
            case .creditRequest: [[.pending, .approved], [.pending, .rejected]]
            case .withdrawal: [[.pending, .completed], [.pending, .failed]]
            }
        return kind == before.kind && account == before.account && amount == before.amount
            && createdAt == before.createdAt && bankAccount == before.bankAccount && expiresAt == before.expiresAt
            && (before.transaction == nil || transaction == before.transaction)
            && (before.settlement == nil || settlement == before.settlement)
            && (state == before.state || steps.contains([before.state, state]))
    }
}
