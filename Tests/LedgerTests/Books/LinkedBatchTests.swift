import Contracts
import Ledger
import NaiveLedger
import Testing

@Suite("Linked batches")
struct LinkedBatchTests {
    private func codes(_ outcomes: [Outcome]) -> [ErrorCode?] {
        outcomes.map { outcome in
            switch outcome.status {
            case .refused(let error), .rejected(let error): error.code
            default: nil
            }
        }
    }

    @Test("All or nothing; the later see what the earlier did")
    func together() throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "10")
        let commands = [
            ledger.envelope(try transfer("10", from: "ann", to: "bob")),
            ledger.envelope(try transfer("10", from: "bob", to: "cem")),
        ]
        let outcomes = ledger.database.commit([.linked(id: "batch", commands)], at: ledger.now)[0]
        #expect(outcomes.map(\.status) == [.committed, .committed])
        #expect(try ledger.account("cem").posted == 1_000)
    }

    @Test("One refusal refuses all, keeps its own error, and all of it is stored")
    func refusal() throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "10")
        let commands = [
            ledger.envelope(try transfer("1", from: "ann", to: "bob")),
            ledger.envelope(try transfer("99", from: "ann", to: "bob")),
            ledger.envelope(try transfer("1", from: "ann", to: "bob")),
        ]
        let before = ledger.database
        let outcomes = ledger.database.commit([.linked(id: "batch", commands)], at: ledger.now)[0]
        #expect(codes(outcomes) == [.linkedFailed, .insufficientFunds, .linkedFailed])
        #expect(ledger.database.hasSameState(as: before))
        let again = ledger.database.commit([.linked(id: "batch", commands)], at: ledger.now)[0]
        #expect(again.map(\.status) == Array(repeating: .replayed(isCommitted: false), count: 3))
        #expect(again.map(\.document) == outcomes.map(\.document))
        #expect(Set(outcomes.map(\.number)).count == 3)
    }

    @Test("Where the culprit is not stored, nothing is, and the documents say so")
    func rejection() throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "10")
        let commands = [
            ledger.envelope(try transfer("1", from: "ann", to: "bob")),
            ledger.envelope(try transfer("1", from: "ann", to: "bob", "SHELLS")),
        ]
        let outcomes = ledger.database.commit([.linked(id: "batch", commands)], at: ledger.now)[0]
        #expect(codes(outcomes) == [.linkedFailed, .unknownCurrency])
        #expect(outcomes.map { $0.reported?.status } == ["rejected", "rejected"])
        #expect(outcomes.map(\.number) == [0, 0])
        #expect(ledger.database.commit(commands[0], at: ledger.now).status == .committed)
    }

    @Test("What was committed before counts as done; a used id with other content stops the batch")
    func earlierMembers() throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "10")
        let first = ledger.envelope(try transfer("1", from: "ann", to: "bob"))
        let second = ledger.envelope(try transfer("2", from: "ann", to: "bob"))
        _ = ledger.database.commit(first, at: ledger.now)
        let outcomes = ledger.database.commit([.linked(id: "batch", [first, second])], at: ledger.now)[0]
        #expect(outcomes.map(\.status) == [.replayed(isCommitted: true), .committed])
        let third = ledger.envelope(try transfer("3", from: "ann", to: "bob"))
        let reused = ledger.envelope(try transfer("4", from: "ann", to: "bob"), id: first.key.messageID)
        let stopped = ledger.database.commit([.linked(id: "other", [third, reused])], at: ledger.now)[0]
        #expect(codes(stopped) == [.linkedFailed, .idempotencyKeyReused])
        #expect(try ledger.account("bob").posted == 300)
    }

    @Test("A failed batch gives back nothing that its neighbours have done, and no number twice")
    func neighbours() throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "10")
        let one = ledger.envelope(try transfer("1", from: "ann", to: "bob"))
        let failing = [
            ledger.envelope(AccountOpen(owner: try party("ann"), kind: "spare", currency: "ZAR")),
            ledger.envelope(try transfer("99", from: "ann", to: "bob")),
        ]
        let other = ledger.envelope(AccountOpen(owner: try party("ann"), kind: "spare", currency: "ZAR"))
        let items: [HistoryItem] = [.single(one), .linked(id: "batch", failing), .single(other)]
        let outcomes = ledger.database.commit(items, at: ledger.now)
        #expect(outcomes.map { codes($0) } == [[nil], [.linkedFailed, .insufficientFunds], [nil]])
        #expect(Set(outcomes.joined().map(\.number)).count == 4)
        #expect(ledger.database.breaches().isEmpty)
    }
}
