import Contracts

extension NaiveLedger {
    /// Holds a transaction against the rules that every transaction must keep.
    ///
    /// - Parameter givesBack: whether money may arrive on a suspended account.
    func check(_ legs: [NaiveLeg], givesBack: Bool = false) throws(Refusal) {
        for currency in Set(legs.map(\.currency)) {
            let sum = legs.filter { $0.currency == currency }.reduce(0) { $0 + Int128($1.amount) }
            if sum != 0 { throw Refusal(.unbalanced) }
        }
        for leg in legs {
            if leg.amount > 0, givesBack, account(named: leg.account).status == .suspended { continue }
            try checkLeaving(leg.account)
        }
        let limited = legs.map(\.account).filter { account(named: $0).isLimited }
        for name in limited {
            let posted = account(named: name).posted + Self.net(legs, on: name)
            if posted.magnitude > UInt128(Self.bound) { throw Refusal(.balanceOverflow) }
        }
        for name in limited {
            let net = Self.net(legs, on: name)
            if net < 0, available(on: name) + net < 0 { throw Refusal(.insufficientFunds) }
        }
    }

    func checkLeaving(_ name: String) throws(Refusal) {
        switch account(named: name).status {
        case .active: return
        case .suspended: throw Refusal(.accountSuspended)
        case .deactivated: throw Refusal(.accountDeactivated)
        }
    }

    /// Writes a transaction that has been checked.
    @discardableResult
    mutating func write(_ type: String, _ legs: [NaiveLeg], _ assigned: AssignedIDs) -> TransactionID {
        let id = assigned.transaction ?? TransactionID(number: nextNumber())
        for leg in legs {
            var account = account(named: leg.account)
            account.entries.append(leg.amount)
            accounts[leg.account] = account
        }
        for name in Set(legs.map(\.account)) { accounts[name]?.version += 1 }
        transactions[id] = NaiveTransaction(
            id: id, type: type, legs: legs, refunded: legs.map { _ in 0 })
        transactionIDs.append(id)
        return id
    }

    private static func net(_ legs: [NaiveLeg], on name: String) -> Int128 {
        legs.filter { $0.account == name }.reduce(0) { $0 + Int128($1.amount) }
    }
}
