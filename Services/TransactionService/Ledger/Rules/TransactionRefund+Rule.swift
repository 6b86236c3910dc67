import Contracts

extension TransactionRefund: LedgerRule {
    func collect(_ needs: inout Needs) {
        needs.transactions.insert(transaction)
        needs.countsSpending = true
        if let money { needs.money(money) }
    }

    /// Who received the money may give it back.
    func isPermitted(to actor: Actor, in book: Book) -> Bool {
        guard actor.isBoundToOwn, let past = book.past(transaction) else { return true }
        return past.postings.allSatisfy { $0.amount < 0 || book.account($0.account)?.owner == actor.id }
    }

    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        guard var past = book.past(transaction) else {
            throw CommandError(.transactionNotFound, "transaction names no transaction", field: "transaction")
        }
        let stated = try money.map { (money) throws(CommandError) in try book.money(money) }
        guard past.reversedBy == nil else {
            throw CommandError(
                .transactionAlreadyReversed, "the transaction has been reversed already", field: "transaction")
        }
        let payers = past.postings.indices.filter { past.postings[$0].amount < 0 }
        guard !past.type.givesBack, !past.type.belongsToRequest, payers.count == 1,
            Set(past.postings.map(\.unit)).count == 1
        else {
            throw CommandError(
                .transactionNotRefundable, "only a transaction with one payer and one currency can be refunded",
                field: "transaction")
        }
        let payer = past.postings[payers[0]]
        if let stated, stated.unit != payer.unit {
            throw CommandError(.currencyMismatch, "the transaction is in \(payer.unit.code)", field: "money.currency")
        }
        let remaining = past.amount - past.refundedTotal
        let amount = stated?.minorUnits ?? remaining
        guard amount > 0, amount <= remaining else {
            let rest = MinorUnits.text(remaining, decimals: payer.unit.decimals)
            throw CommandError(
                .refundExceedsOriginal, "only \(rest) \(payer.unit.code) are left to be refunded",
                field: money == nil ? "transaction" : "money.amount")
        }
        var change = Change()
        change.restorations = past.restorations(of: amount)
        let parts = past.takeBack(amount)
        change.past = past
        change.reason = reason
        change.transaction = Change.Draft(
            type: .refund, postings: parts + [Posting(account: payer.account, amount: amount, unit: payer.unit)],
            original: past.id, reachesSuspended: true)
        return change
    }
}

extension PastTransaction {
    /// What goes back to the daily limit of who paid.
    func restorations(of amount: Int64) -> [Change.Restoration] {
        guard type.isOutgoing else { return [] }
        return postings.filter { $0.amount < 0 }.map {
            Change.Restoration(account: $0.account, amount: amount, leftAt: postedAt)
        }
    }

    /// Divides a refund among those who received the money, in proportion to what each has not given back yet.
    ///
    /// Rounded down for each; the minor units that are then missing are taken one by one in the order of the legs, from those who still have
    /// some. So nobody ever gives back more than was received, and the last refund takes exactly what is left.
    mutating func takeBack(_ amount: Int64) -> [Posting] {
        let left = postings.indices.map { max(postings[$0].amount, 0) - refunded[$0] }
        let total = left.reduce(0, +)
        var shares = left.map { Int64(Int128($0) * Int128(amount) / Int128(total)) }
        var missing = amount - shares.reduce(0, +)
        for index in shares.indices where missing > 0 && shares[index] < left[index] {
            shares[index] += 1
            missing -= 1
        }
        for index in shares.indices { refunded[index] += shares[index] }
        return shares.indices.filter { shares[$0] > 0 }.map {
            Posting(account: postings[$0].account, amount: -shares[$0], unit: postings[$0].unit)
        }
    }
}
