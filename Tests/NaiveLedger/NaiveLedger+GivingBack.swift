import Contracts

extension NaiveLedger {
    mutating func reverse(_ command: TransactionReverse, _ turn: Turn) throws(Refusal) {
        guard let past = transactions[command.transaction] else { throw Refusal(.transactionNotFound) }
        if past.givesBack || past.belongsToRequest { throw Refusal(.transactionNotReversible) }
        if past.reversedBy != nil { throw Refusal(.transactionAlreadyReversed) }
        if past.refunded.contains(where: { $0 > 0 }) { throw Refusal(.transactionAlreadyRefunded) }
        let legs = past.legs.map { NaiveLeg(account: $0.account, currency: $0.currency, amount: -$0.amount) }
        let reversal = try move("reversal", legs, turn)
        transactions[past.id]?.reversedBy = reversal
        giveBackRoom(past, turn) { -$0.amount }
    }

    mutating func refund(_ command: TransactionRefund, _ turn: Turn) throws(Refusal) {
        guard let past = transactions[command.transaction] else { throw Refusal(.transactionNotFound) }
        var stated: Int64?
        if let money = command.money { stated = try minorUnits(money) }
        if past.reversedBy != nil { throw Refusal(.transactionAlreadyReversed) }
        let payers = past.legs.filter { $0.amount < 0 }
        guard !past.givesBack, !past.belongsToRequest, payers.count == 1, Set(past.legs.map(\.currency)).count == 1
        else { throw Refusal(.transactionNotRefundable) }
        if let money = command.money, money.currency != payers[0].currency { throw Refusal(.currencyMismatch) }
        let amount = stated.map { Int128($0) } ?? past.refundable
        guard amount > 0, amount <= past.refundable else { throw Refusal(.refundExceedsOriginal) }
        try refund(past, Int64(amount), turn)
    }

    /// Gives back a part of a transaction, or all of it, and notes it there.
    @discardableResult
    mutating func refund(_ past: NaiveTransaction, _ amount: Int64, _ turn: Turn) throws(Refusal) -> TransactionID {
        let shares = past.shares(of: Int128(amount))
        var legs: [NaiveLeg] = []
        for (leg, share) in zip(past.legs, shares) where share > 0 {
            legs.append(NaiveLeg(account: leg.account, currency: leg.currency, amount: -share))
        }
        for leg in past.legs where leg.amount < 0 {
            legs.append(NaiveLeg(account: leg.account, currency: leg.currency, amount: amount))
        }
        let id = try move("refund", legs, turn)
        transactions[past.id]?.refunded = zip(past.refunded, shares).map { $0 + $1 }
        giveBackRoom(past, turn) { _ in amount }
        return id
    }

    /// What was counted as leaving and came back on the same day.
    private mutating func giveBackRoom(_ past: NaiveTransaction, _ turn: Turn, _ amount: (NaiveLeg) -> Int64) {
        guard Self.outgoing.contains(past.type) else { return }
        for leg in past.legs where leg.amount < 0 {
            giveBack(amount(leg), to: leg.account, leftAt: past.postedAt, turn)
        }
    }
}

extension NaiveTransaction {
    /// What each leg gives back of a refund: its part of what is left, rounded down; then one minor unit more in the order of the legs.
    func shares(of amount: Int128) -> [Int64] {
        let left = zip(legs, refunded).map { leg, refunded in Int128(max(leg.amount, 0) - refunded) }
        let total = left.reduce(0, +)
        var shares = left.map { $0 * amount / total }
        while shares.reduce(0, +) < amount {
            var given = shares.reduce(0, +)
            for index in shares.indices where given < amount && shares[index] < left[index] {
                shares[index] += 1
                given += 1
            }
        }
        return shares.map { Int64($0) }
    }
}
