extension Tampering {
    /// Money that is given back without a note at the transaction that it comes from. Only the commit fails: a batch notes last.
    static let givenBack: [Tampering] = [
        giveBack("a refund that is noted nowhere", "refund", of: "$untouched"),
        giveBack("a refund that was not added to those before", "refund", of: "$spent"),
        giveBack(
            "a refund that is noted with a cent too much", "refund", of: "$spent",
            after: "UPDATE transaction_states SET refunded = refunded + 101 WHERE transaction_id = $spent"),
        giveBack(
            "a refund whose note tells another sum of the original", "refund", of: "$untouched",
            after: note(amount: 999, refunded: 100)),
        giveBack("a reversal that is noted nowhere", "reversal", of: "$untouched"),
        giveBack(
            "a reversal whose original does not say that it is reversed", "reversal", of: "$untouched",
            after: note(amount: 1_000, refunded: 0)),
        giveBack("a reversal whose original is reversed by another one", "reversal", of: "$reversed"),
        noteAlone("a note of a refund that there is not", note(amount: 1_000, refunded: 100)),
        noteAlone(
            "more noted than was refunded",
            "UPDATE transaction_states SET refunded = refunded + 1 WHERE transaction_id = $spent"),
    ]

    private static func giveBack(
        _ name: String, _ type: String, of original: String, after note: String? = nil
    ) -> Tampering {
        let statements = (note.map { [$0] } ?? []) + posting(type: type, original: original) + ["COMMIT"]
        var tampering = Tampering(name, "transactions_given_back_noted", all: statements)
        tampering.sqlState = "23514"
        return tampering
    }

    private static func noteAlone(_ name: String, _ note: String) -> Tampering {
        var tampering = Tampering(name, "transactions_given_back_noted", all: [note, "COMMIT"])
        tampering.sqlState = "23514"
        return tampering
    }

    private static func note(amount: Int, refunded: Int) -> String {
        """
        INSERT INTO transaction_states (transaction_id, amount, refunded, refunded_by_leg, reversed_by)
        VALUES ($untouched, \(amount), \(refunded), '{\(refunded)}', NULL)
        """
    }
}
