import Contracts

/// What a change came to, for the outcome's document.
struct Applied {
    /// An account before and after; only accounts with a limit are told.
    struct Touched {
        let before: Account
        let after: Account
    }

    let change: Change
    var transaction: PostedTransaction?
    var hold: Hold?
    var accounts: [Touched] = []
    var flag: RiskFlag?
    /// The unit of the request's or the hold's wallet.
    var walletUnit: CurrencyUnit?

    /// What the change is about first.
    var concerns: String? {
        if let account = accounts.first { return account.after.text }
        if let hold { return hold.account.description }
        if let party = change.party { return party.id.text }
        if let registration = change.units { return registration.unit.code }
        if let request = change.request { return request.account.description }
        if let account = change.bankAccounts.first { return account.party.text }
        if let payout = change.payout { return payout.account.text }
        if case .wallet(let account)? = change.limit?.scope { return account.description }
        return change.review?.account.description
    }
}

extension Book {
    /// Makes a change happen, or says which rule of the ledger stands against it; then nothing has happened.
    mutating func apply(_ change: Change, _ envelope: CommandEnvelope) throws(CommandError) -> Applied {
        // First all that can refuse, on copies …
        var touched = try accountsAfterwards(change)
        let spendings = spendings(of: change)
        try checkLimits(spendings)
        let suspicion = try suspicion(about: spendings)
        try touched.checkFunds(mayOverdraw: change.transaction?.mayOverdraw == true)
        touched.raiseVersions()

        // … then all that changes the book.
        var applied = Applied(change: change, hold: change.hold)
        applied.walletUnit = (change.request?.account ?? change.hold?.account).flatMap { account($0)?.unit }
        write(change)
        if let placement = change.placement {
            let hold = Hold(
                id: HoldID(number: numbers.next()), account: placement.account, amount: placement.amount, placedAt: now,
                expiresAt: placement.expiresAt, reference: placement.reference, description: placement.description)
            applied.hold = hold
        }
        if let hold = applied.hold {
            insert(hold)
            changes.holds.insert(hold.id)
        }
        if let draft = change.transaction { applied.transaction = post(draft, envelope.common.metadata, &touched) }
        for account in touched.accounts where account.isTracked {
            update(account.after)
            if !changes.opened.contains(account.after.id) { changes.changed.insert(account.after.id) }
        }
        note(spendings, change.restorations)
        if let suspicion { applied.flag = raise(suspicion, envelope, applied.transaction?.id) }
        applied.accounts = touched.accounts.compactMap { account in
            account.after.isLimited || account.isConfigured
                ? Applied.Touched(before: account.before, after: account.after) : nil
        }
        return applied
    }

    /// Every account that a change touches, with the amounts that it brings, before any rule is asked.
    private func accountsAfterwards(_ change: Change) throws(CommandError) -> TouchedAccounts {
        var touched = TouchedAccounts()
        if let account = change.opens { touched.add(opened: account) }
        if let account = change.configured { touched.add(configured: account, in: self) }
        if let placement = change.placement {
            try touched.hold(placement.amount, on: placement.account, in: self)
        }
        if let hold = change.hold, let before = self.hold(hold.id) {
            touched.release(before.remaining - hold.remaining, on: hold.account, in: self)
        }
        if let draft = change.transaction {
            try draft.checkBalance()
            for posting in draft.postings {
                try touched.post(posting, of: draft, in: self)
            }
        }
        return touched
    }

    private mutating func write(_ change: Change) {
        if let registration = change.units, (try? register(registration.unit)) != nil {
            changes.units.append(registration)
        }
        if let party = change.party { write(party) }
        if let account = change.opens {
            insert(account)
            changes.opened.insert(account.id)
        }
        if let past = change.past {
            insert(past)
            changes.pasts.insert(past.id)
        }
        if let request = change.request {
            insert(request)
            changes.requests.insert(request.id)
        }
        for account in change.bankAccounts {
            insert(account)
            changes.bankAccounts.insert(account.id)
        }
        if let plan = change.plan {
            insert(plan)
            changes.plans.insert(plan.account)
        }
        if let limit = change.limit {
            insert(limit.bounds, on: limit.scope, in: limit.unit)
            changes.limits.append(limit)
        }
        if let flag = change.review {
            insert(flag)
            changes.reviewed.insert(flag.id)
        }
    }

    private mutating func write(_ party: Party) {
        let former = parties[party.id]
        if former == nil {
            changes.registered.insert(party.id)
        } else if !changes.registered.contains(party.id) {
            changes.updated.insert(party.id)
        }
        insert(party)
        if party.isErased { forget(party.id, former?.phone) }
    }

    /// What else identified a person: bank accounts, the number in charge sales, and those of the people that it has served.
    private mutating func forget(_ party: PartyID, _ phone: PhoneNumber?) {
        changes.erased.insert(party)
        if let phone { changes.forgottenPhones.insert(phone) }
        for var account in bankAccounts(of: party) {
            account.state = .removed
            account.isPrimary = false
            insert(account)
            changes.bankAccounts.insert(account.id)
        }
        for var request in requests.values {
            guard let number = request.phone, number == phone || account(request.account)?.owner == party else {
                continue
            }
            request.phone = nil
            insert(request)
        }
    }

    private mutating func post(
        _ draft: Change.Draft, _ metadata: [MetadataPair], _ touched: inout TouchedAccounts
    ) -> PostedTransaction {
        let id = TransactionID(number: numbers.next())
        for (leg, posting) in draft.postings.enumerated() {
            if let entry = touched.enter(posting, transaction: id, leg: Int16(leg)) {
                changes.entries.append(entry)
            } else {
                changes.unlimitedEntries.append(
                    UnlimitedEntry(
                        account: posting.account, transaction: id, leg: Int16(leg), unit: posting.unit.number,
                        amount: posting.amount))
            }
        }
        let posted = PostedTransaction(
            id: id, type: draft.type, postings: draft.postings, reference: draft.reference,
            description: draft.description, metadata: metadata, original: draft.original, hold: draft.hold)
        changes.transactions.append(posted)
        return posted
    }
}

extension Change.Draft {
    /// Legs must add up to zero in every unit.
    fileprivate func checkBalance() throws(CommandError) {
        if postings.count == 2, postings[0].unit == postings[1].unit, postings[0].amount == -postings[1].amount {
            return
        }
        var sums: [CurrencyUnit: Int64] = [:]
        for posting in postings {
            let (sum, overflow) = sums[posting.unit, default: 0].addingReportingOverflow(posting.amount)
            guard !overflow else {
                throw CommandError(.balanceOverflow, "the legs add up to more than the ledger can hold")
            }
            sums[posting.unit] = sum
        }
        for (unit, sum) in sums.sorted(by: { $0.key.code < $1.key.code }) where sum != 0 {
            let rest = MinorUnits.text(sum, decimals: unit.decimals)
            throw CommandError(.unbalanced, "the legs in \(unit.code) add up to \(rest) and not to zero", field: "legs")
        }
    }
}
