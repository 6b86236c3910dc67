import Contracts
import Ledger

extension LedgerDatabase {
    /// Requests, bank accounts, payout plans and flags, as the service's statements choose them.
    func insertWorkflows(_ needs: Needs, _ ids: Set<AccountID>, into book: inout Book) {
        for request in requests.values where isNeeded(request, needs, ids) { book.insert(request) }
        let owners = bankOwners(needs)
        for account in bankAccounts.values where account.state == .active && owners.contains(account.party) {
            var account = account
            if !needs.opensBankNumbers { account.number = nil }
            book.insert(account)
        }
        if needs.readsPlans { for id in ids { if let plan = plans[id] { book.insert(plan) } } }
        for id in needs.flags {
            guard var flag = flags[id] else { continue }
            (flag.reason, flag.reviewer) = (nil, nil)
            book.insert(flag)
        }
    }

    private func isNeeded(_ request: Request, _ needs: Needs, _ ids: Set<AccountID>) -> Bool {
        if needs.requests.contains(request.id) { return true }
        if let bank = request.bankAccount, needs.leavingBanks.contains(bank), request.state == .pending { return true }
        return needs.readsOpenRequests && request.isOpen && ids.contains(request.account)
    }

    private func bankOwners(_ needs: Needs) -> Set<PartyID> {
        var owners = needs.bankOwners
        owners.formUnion(needs.bankAccounts.compactMap { bankAccounts[$0]?.party })
        owners.formUnion(needs.bankWallets.compactMap { accounts[$0]?.owner })
        owners.formUnion(needs.bankPhones.compactMap { phones[$0] })
        return owners
    }

    /// Limits, and what they are held against.
    func insertBounds(_ needs: Needs, _ ids: Set<AccountID>, into book: inout Book) {
        guard needs.countsSpending || needs.changesLimits else { return }
        for (key, bounds) in limits {
            guard let unit = units[key.unit] else { continue }
            switch key.scope {
            case .wallet(let account): if ids.contains(account) { book.insert(bounds, on: key.scope, in: unit) }
            case .level: book.insert(bounds, on: key.scope, in: unit)
            }
        }
        if needs.changesLimits || limits.keys.contains(where: \.isOfLevel) {
            for owner in ids.compactMap({ accounts[$0]?.owner }) {
                if let party = parties[owner] { book.insert(level: party.kycLevel, of: owner) }
            }
        }
        if needs.changesLimits || limits.values.contains(where: { $0.daily != nil }) {
            for (day, spent) in days where ids.contains(day.account) { book.insert(spent: spent, on: day) }
        }
        guard let window = policy.longestWindow else { return }
        let start = book.now.adding(seconds: -window)
        for id in ids {
            let recent = (movements[id] ?? []).filter { $0.at > start }
            for movement in recent.suffix(RiskRule.mostMovements) { book.insert(movement, from: id) }
        }
    }
}

extension LedgerDatabase.LimitKey {
    var isOfLevel: Bool { if case .level = scope { true } else { false } }
}

extension Request {
    /// Whether it has still to come to its end.
    var isOpen: Bool { state == .pending || state == .running }
}
