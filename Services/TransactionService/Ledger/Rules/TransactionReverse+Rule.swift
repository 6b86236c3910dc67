import Contracts

extension TransactionReverse: LedgerRule {
    func collect(_ needs: inout Needs) {
        needs.transactions.insert(transaction)
        needs.countsSpending = true
    }

    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        guard var past = book.past(transaction) else {
            throw CommandError(.transactionNotFound, "transaction names no transaction", field: "transaction")
        }
        guard !past.type.givesBack, !past.type.belongsToRequest else {
            throw CommandError(
                .transactionNotReversible, "a \(past.type.rawValue) cannot be reversed", field: "transaction")
        }
        guard past.reversedBy == nil else {
            throw CommandError(
                .transactionAlreadyReversed, "the transaction has been reversed already", field: "transaction")
        }
        guard past.refundedTotal == 0 else {
            throw CommandError(
                .transactionAlreadyRefunded, "the transaction has been refunded in part already", field: "transaction")
        }
        // The reversal is the next transaction that is posted, so its number is known before it is taken.
        past.reversedBy = TransactionID(number: book.nextNumber)
        var change = Change()
        change.past = past
        if past.type.isOutgoing {
            change.restorations = past.postings.filter { $0.amount < 0 }.map {
                Change.Restoration(account: $0.account, amount: -$0.amount, leftAt: past.postedAt)
            }
        }
        change.reason = reason
        change.transaction = Change.Draft(
            type: .reversal,
            postings: past.postings.map { Posting(account: $0.account, amount: -$0.amount, unit: $0.unit) },
            original: past.id, reachesSuspended: true)
        return change
    }
}
