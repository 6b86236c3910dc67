import Contracts
import Ledger
import NaiveLedger
import Testing

extension History {
    /// Holds the ledger's tables against the model's state.
    func compareStates() throws {
        let breaches = database.breaches()
        try #require(breaches.isEmpty, "seed \(seed): \(breaches)")
        try compareAccounts()
        try compareHoldsAndTransactions()
        try compareParties()
        try compareRequests()
        try compareBounds()
    }

    private func compareAccounts() throws {
        #expect(Set(database.accounts.values.map(\.text)) == Set(model.accounts.keys), "seed \(seed)")
        for account in database.accounts.values {
            let other = try #require(model.accounts[account.text], "seed \(seed): \(account.text)")
            let same =
                other.posted == Int128(account.posted) && model.held(on: other.name) == Int128(account.held)
                && other.entries == database.entries[account.id]?.map(\.amount) ?? []
                && other.version == account.version
                && other.isLimited == account.isLimited && other.overdraftLimit == account.overdraftLimit
                && other.status.rawValue == account.status.rawValue && other.owner == account.owner
                && other.kind == account.kind && other.currency == account.unit.code
            #expect(same, "seed \(seed): \(account) is not \(other)")
        }
    }

    private func compareHoldsAndTransactions() throws {
        #expect(Set(database.holds.keys) == Set(model.holds.keys), "seed \(seed)")
        for hold in database.holds.values {
            let other = try #require(model.holds[hold.id])
            let same =
                other.amount == hold.amount && other.captured == hold.captured && other.released == hold.released
                && other.state.rawValue == hold.state.rawValue && other.expiresAt == hold.expiresAt
                && other.placedAt == hold.placedAt
            #expect(same, "seed \(seed): \(hold) is not \(other)")
        }
        #expect(Set(database.transactions.keys) == Set(model.transactions.keys), "seed \(seed)")
        for past in database.transactions.values {
            let other = try #require(model.transactions[past.id])
            let same =
                other.type == past.type.rawValue && other.refunded == past.refunded
                && other.reversedBy == past.reversedBy && other.postedAt == past.postedAt
                && other.legs.map(\.amount) == past.postings.map(\.amount)
            #expect(same, "seed \(seed): \(past) is not \(other)")
        }
    }

    private func compareParties() throws {
        #expect(Set(database.parties.keys) == Set(model.parties.keys), "seed \(seed)")
        for party in database.parties.values {
            let other = try #require(model.parties[party.id])
            let same =
                other.type == party.type && other.name == party.name && other.language == party.language
                && other.timeZone == party.timeZone && other.phone == party.phone && other.kycLevel == party.kycLevel
                && other.isErased == party.isErased
            #expect(same, "seed \(seed): \(party) is not \(other)")
        }
        #expect(Set(database.bankAccounts.keys) == Set(model.bankAccounts.keys), "seed \(seed)")
        for account in database.bankAccounts.values {
            let other = try #require(model.bankAccounts[account.id])
            let same =
                other.party == account.party && other.currency == account.unit.code && other.number == account.number
                && other.holder == account.holder && other.isPrimary == account.isPrimary
                && other.isActive == (account.state == .active)
            #expect(same, "seed \(seed): \(account) is not \(other)")
        }
    }

    private func compareRequests() throws {
        #expect(Set(database.requests.values.map(\.text)) == Set(model.requests.keys), "seed \(seed)")
        for request in database.requests.values {
            let other = try #require(model.requests[request.text])
            let same =
                other.kind.rawValue == request.kind.rawValue && other.state.rawValue == request.state.rawValue
                && other.account == request.account.description && other.amount == request.amount
                && other.createdAt == request.createdAt && other.transaction == request.transaction
                && other.settlement == request.settlement && other.bankAccount == request.bankAccount
                && other.phone == request.phone && other.expiresAt == request.expiresAt
            #expect(same, "seed \(seed): \(request) is not \(other)")
        }
        #expect(Set(database.flags.keys) == Set(model.flags.keys), "seed \(seed)")
        for flag in database.flags.values {
            let other = try #require(model.flags[flag.id])
            let same =
                other.wallet == flag.account.description && other.rules == flag.rules
                && other.denies == (flag.action == .deny) && other.messageID == flag.key.messageID
                && other.commandType == flag.commandType && other.transaction == flag.transaction
                && other.state.rawValue == flag.state.rawValue
            #expect(same, "seed \(seed): \(flag) is not \(other)")
        }
    }

    /// Plans, limits, and the daily totals, which the model counts anew from what it has noted.
    private func compareBounds() throws {
        #expect(Set(database.plans.keys.map(\.description)) == Set(model.plans.keys), "seed \(seed)")
        for plan in database.plans.values {
            let other = try #require(model.plans[plan.account.description])
            let same =
                other.interval == plan.interval && other.weekday == plan.weekday && other.minimum == plan.minimum
                && other.nextDueAt == plan.nextDueAt
            #expect(same, "seed \(seed): \(plan) is not \(other)")
        }
        for (account, sent) in database.movements {
            let others = model.movements.filter { $0.wallet == account.description }
            let same =
                sent.map(\.amount) == others.map(\.amount) && sent.map(\.at) == others.map(\.at)
                && sent.map { $0.receiver?.description } == others.map(\.receiver)
            #expect(same, "seed \(seed): \(sent) is not \(others)")
        }
        #expect(database.movements.values.joined().count == model.movements.count, "seed \(seed)")
        var limits: [NaiveLimit.Scope: NaiveLimit] = [:]
        for (key, bounds) in database.limits {
            let scope: NaiveLimit.Scope =
                switch key.scope {
                case .wallet(let account): .wallet(account.description)
                case .level(let level): .level(level, currency: database.units[key.unit]?.code ?? "")
                }
            var limit = NaiveLimit()
            (limit.minimum, limit.maximum, limit.daily) = (bounds.minimum, bounds.maximum, bounds.daily)
            limits[scope] = limit
        }
        #expect(limits == model.limits, "seed \(seed)")
        let totals = database.days.map { day, spent in
            DailyTotal(wallet: day.account.description, day: day.day, spent: Int128(spent))
        }
        let counted = model.counted.keys.map {
            DailyTotal(wallet: $0.wallet, day: $0.day, spent: model.spent(on: $0))
        }
        #expect(Set(totals) == Set(counted), "seed \(seed)")
    }
}

private struct DailyTotal: Hashable {
    let wallet: String
    let day: Int64
    let spent: Int128
}
