import Contracts
import Ledger
import NaiveLedger
import Testing

@Suite("Reversals and refunds")
struct UndoingRuleTests {
    @Test("A reversal moves everything back, once, and is itself final")
    func reversal() throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "10")
        let past = try ledger.post(transfer("4", from: "ann", to: "bob"))
        let reversal = try ledger.post(TransactionReverse(transaction: past, reason: "a mistake"))
        #expect(try ledger.account("ann").posted == 1_000)
        #expect(ledger.database.transactions[past]?.reversedBy == reversal)
        #expect(ledger.database.transactions[past]?.state == "reversed")
        #expect(
            try ledger.refusal(of: TransactionReverse(transaction: past, reason: "again")).code
                == .transactionAlreadyReversed)
        #expect(
            try ledger.refusal(of: TransactionReverse(transaction: reversal, reason: "of it")).code
                == .transactionNotReversible)
        #expect(
            try ledger.refusal(of: TransactionRefund(transaction: past, reason: "late")).code
                == .transactionAlreadyReversed)
        #expect(
            try ledger.refusal(of: TransactionRefund(transaction: reversal, reason: "of it")).code
                == .transactionNotRefundable)
    }

    @Test("Money that has been spent is not there to be taken back")
    func spent() throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "10")
        let past = try ledger.post(transfer("4", from: "ann", to: "bob"))
        try ledger.commit(transfer("1", from: "bob", to: "cem"))
        #expect(try ledger.refusal(of: TransactionReverse(transaction: past, reason: "all")).code == .insufficientFunds)
        #expect(try ledger.refusal(of: TransactionRefund(transaction: past, reason: "all")).code == .insufficientFunds)
        try ledger.commit(TransactionRefund(transaction: past, money: money("3"), reason: "what is there"))
    }

    @Test("What gives money back reaches a suspended wallet, never a deactivated one; it takes from active ones only")
    func suspended() throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "10")
        let first = try ledger.post(transfer("4", from: "ann", to: "bob"))
        let second = try ledger.post(transfer("6", from: "ann", to: "bob"))
        try ledger.commit(AccountSuspend(account: wallet("ann", "ZAR"), reason: "a question"))
        try ledger.commit(TransactionRefund(transaction: first, money: money("1"), reason: "some"))
        try ledger.commit(TransactionReverse(transaction: second, reason: "all"))
        #expect(try ledger.account("ann").posted == 700)
        try ledger.commit(AccountSuspend(account: wallet("bob", "ZAR"), reason: "a question"))
        #expect(try ledger.refusal(of: TransactionRefund(transaction: first, reason: "rest")).code == .accountSuspended)
        try ledger.commit(AccountActivate(account: wallet("bob", "ZAR"), reason: "answered"))
        try ledger.commit(AccountActivate(account: wallet("ann", "ZAR"), reason: "answered"))
        try ledger.commit(transfer("7", from: "ann", to: "cem"))
        try ledger.commit(AccountDeactivate(account: wallet("ann", "ZAR"), reason: "gone"))
        #expect(
            try ledger.refusal(of: TransactionRefund(transaction: first, reason: "rest")).code == .accountDeactivated)
    }

    @Test("Refunded in parts, to the last minor unit and not beyond")
    func refundInParts() throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "10")
        let past = try ledger.post(transfer("10", from: "ann", to: "bob"))
        try ledger.commit(TransactionRefund(transaction: past, money: money("2.50"), reason: "some"))
        #expect(ledger.database.transactions[past]?.state == "partly_refunded")
        #expect(
            try ledger.refusal(of: TransactionReverse(transaction: past, reason: "all")).code
                == .transactionAlreadyRefunded)
        let more = try ledger.refusal(of: TransactionRefund(transaction: past, money: money("7.51"), reason: "much"))
        #expect(more.code == .refundExceedsOriginal)
        #expect(more.field == "money.amount")
        try ledger.commit(TransactionRefund(transaction: past, reason: "the rest"))
        #expect(ledger.database.transactions[past]?.state == "refunded")
        #expect(try ledger.account("ann").posted == 1_000)
        let none = try ledger.refusal(of: TransactionRefund(transaction: past, reason: "once more"))
        #expect(none.code == .refundExceedsOriginal)
        #expect(none.field == "transaction")
        let dollars = TransactionRefund(transaction: past, money: try money("1", "USD"), reason: "wrong")
        #expect(try ledger.refusal(of: dollars).code == .currencyMismatch)
    }

    @Test("Only what one account paid in one currency is refunded; what was reversed is said to be reversed")
    func refundable() throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "10")
        try ledger.fund("bob", "10")
        let legs = [
            Leg(account: try wallet("ann"), money: try money("-1")),
            Leg(account: try wallet("bob"), money: try money("-1")),
            Leg(account: try wallet("cem"), money: try money("2")),
        ]
        let twoPayers = try ledger.post(JournalPost(legs: legs))
        #expect(
            try ledger.refusal(of: TransactionRefund(transaction: twoPayers, reason: "no")).code
                == .transactionNotRefundable)
        try ledger.commit(TransactionReverse(transaction: twoPayers, reason: "a mistake"))
        #expect(
            try ledger.refusal(of: TransactionRefund(transaction: twoPayers, reason: "no")).code
                == .transactionAlreadyReversed)
    }

    @Test(
        "Refunds of a split payment never take more than was received, and add up exactly",
        arguments: 1...40 as ClosedRange<UInt64>)
    func division(seed: UInt64) throws {
        var random = HistoryRandom(seed: seed)
        var ledger = try TestLedger()
        let receivers: [AccountReference] = [
            try wallet("bob"), try wallet("cem"), .system(.fees, currency: "ZAR"), .system(.tax, currency: "ZAR"),
            try wallet("bob"),
        ]
        let parts = (0..<Int(random.number(1...5))).map { _ in random.number(1...(random.chance(50) ? 7 : 90_000)) }
        let total = parts.reduce(0, +)
        try ledger.fund("ann", text(total))
        let hold = try ledger.hold("ann", text(total))
        let splits = try zip(receivers, parts).map { Split(to: $0, money: try money(text($1))) }
        let past = try ledger.post(HoldCapture(hold: hold, splits: splits))
        var rest = total
        while rest > 0 {
            let amount = random.chance(15) ? rest : random.number(1...max(1, rest / 2))
            let before = try #require(ledger.database.transactions[past])
            let command = TransactionRefund(transaction: past, money: try money(text(amount)), reason: "some")
            let refund = try ledger.post(command)
            let after = try #require(ledger.database.transactions[past])
            for index in after.refunded.indices {
                #expect(after.refunded[index] >= before.refunded[index], "seed \(seed)")
                #expect(after.refunded[index] <= max(after.postings[index].amount, 0), "seed \(seed)")
                // In proportion: never a minor unit or more away from the exact part.
                let left = max(before.postings[index].amount, 0) - before.refunded[index]
                let exact = Double(left) * Double(amount) / Double(rest)
                let taken = after.refunded[index] - before.refunded[index]
                #expect(abs(Double(taken) - exact) < 1.000_001, "seed \(seed)")
            }
            #expect(after.refundedTotal - before.refundedTotal == amount, "seed \(seed)")
            #expect(ledger.database.transactions[refund]?.amount == amount, "seed \(seed)")
            rest -= amount
        }
        #expect(ledger.database.transactions[past]?.state == "refunded", "seed \(seed)")
        #expect(try ledger.account("ann").posted == total)
    }

    private func text(_ minorUnits: Int64) -> String { MinorUnits.text(minorUnits, decimals: 2) }
}
