import Contracts

/// Risk rules that a payment breaks.
struct Suspicion {
    let account: AccountID
    /// The rules' names, in the order in which the operator has written them.
    let rules: [String]
    let action: RiskRule.Action
}

extension Book {
    /// Holds payments against the risk rules.
    ///
    /// - Throws: `risk_denied`; what is to be flagged then is in ``denied``.
    mutating func suspicion(about spendings: [Spending]) throws(CommandError) -> Suspicion? {
        guard !policy.riskRules.isEmpty else { return nil }
        var found: Suspicion?
        for spending in spendings where spending.isBounded {
            let movement = Movement(at: now, amount: spending.amount, receiver: spending.receiver)
            let earlier = movements[spending.account.id] ?? []
            let broken = policy.riskRules.filter {
                $0.isBroken(by: movement, in: spending.account.unit, after: earlier)
            }
            guard !broken.isEmpty else { continue }
            let isDenied = broken.contains { $0.action == .deny }
            let suspicion = Suspicion(
                account: spending.account.id, rules: broken.map(\.name), action: isDenied ? .deny : .flag)
            if isDenied {
                denied = suspicion
                throw CommandError(.riskDenied, "a risk rule stands against this payment")
            }
            found = found ?? suspicion
        }
        return found
    }

    /// Raises a flag, which has an event of its own.
    mutating func raise(
        _ suspicion: Suspicion, _ envelope: CommandEnvelope, _ transaction: TransactionID?
    ) -> RiskFlag {
        let flag = RiskFlag(
            id: FlagID(number: numbers.next()), account: suspicion.account, key: envelope.key,
            commandType: envelope.type, rules: suspicion.rules, action: suspicion.action, transaction: transaction)
        insert(flag)
        changes.raised.append(
            RaisedFlag(flag: flag, document: OutcomeDocument.raised(flag, at: now), trace: envelope.trace))
        return flag
    }
}
