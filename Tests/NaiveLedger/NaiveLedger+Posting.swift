import Contracts

extension NaiveLedger {
    /// What gives back what another transaction took; it reaches a suspended wallet too.
    static let givingBack: Set<String> = ["reversal", "refund", "withdrawal_return"]
    /// What limits and risk rules count. A capture was counted as a hold, and scheduled payouts are the operator's.
    static let outgoing: Set<String> = ["spend", "transfer", "job", "charge_sale", "withdrawal", "payment", "fx"]

    /// Posts a transaction, or says which of the rules that every transaction must keep stands against it.
    @discardableResult
    mutating func move(_ type: String, _ legs: [NaiveLeg], _ turn: Turn) throws(Refusal) -> TransactionID {
        for currency in Set(legs.map(\.currency)) {
            let sum = legs.filter { $0.currency == currency }.reduce(0) { $0 + Int128($1.amount) }
            if sum != 0 { throw Refusal(.unbalanced) }
        }
        for leg in legs { try checkStatus(leg, type) }
        let limited = legs.map(\.account).filter { account(named: $0).isLimited }
        for name in limited {
            let posted = account(named: name).posted + Self.net(legs, on: name)
            if posted.magnitude > UInt128(Self.bound) { throw Refusal(.balanceOverflow) }
        }
        var spending: Spending?
        if Self.outgoing.contains(type), let payer = legs.first {
            let receivers = legs.filter { $0.amount > 0 && accounts[$0.account]?.owner != nil }
            spending = Spending(
                wallet: payer.account, amount: -payer.amount,
                receiver: receivers.count == 1 ? receivers[0].account : nil)
        }
        let suspicion = try spending.flatMap { (spending) throws(Refusal) in try examine(spending, turn) }
        // A chargeback asks nobody, and what is captured was set aside before.
        if type != "chargeback", type != "capture" {
            for name in limited {
                let net = Self.net(legs, on: name)
                if net < 0, available(on: name) + net < 0 { throw Refusal(.insufficientFunds) }
            }
        }
        let id = write(type, legs, turn)
        if let spending { note(spending, turn) }
        if let suspicion { raise(suspicion, turn, transaction: id) }
        return id
    }

    private func checkStatus(_ leg: NaiveLeg, _ type: String) throws(Refusal) {
        let reachesSuspended = leg.amount < 0 ? type == "chargeback" : Self.givingBack.contains(type)
        if account(named: leg.account).status == .suspended, reachesSuspended { return }
        try checkLeaving(leg.account)
    }

    func checkLeaving(_ name: String) throws(Refusal) {
        switch account(named: name).status {
        case .active: return
        case .suspended: throw Refusal(.accountSuspended)
        case .deactivated: throw Refusal(.accountDeactivated)
        }
    }

    private mutating func write(_ type: String, _ legs: [NaiveLeg], _ turn: Turn) -> TransactionID {
        let id = turn.assigned.transaction ?? TransactionID(number: nextNumber())
        for leg in legs {
            var account = account(named: leg.account)
            account.entries.append(leg.amount)
            accounts[leg.account] = account
        }
        for name in Set(legs.map(\.account)) { accounts[name]?.version += 1 }
        transactions[id] = NaiveTransaction(
            id: id, type: type, legs: legs, postedAt: turn.now, refunded: legs.map { _ in 0 })
        transactionIDs.append(id)
        return id
    }

    private static func net(_ legs: [NaiveLeg], on name: String) -> Int128 {
        legs.filter { $0.account == name }.reduce(0) { $0 + Int128($1.amount) }
    }
}
