import Contracts
import EventReplay
import Ledger
import NaiveLedger
import Testing

/// Events alone make the same ledger again, and events that were changed do not.
@Suite("A ledger from its events")
struct EventReplayTests {
    @Test(
        "Random histories of all commands: every account, hold, request, transaction and entry",
        arguments: 241...252 as ClosedRange<UInt64>)
    func histories(seed: UInt64) throws {
        var history = History(seed: seed)
        for _ in 0..<16 { _ = try history.wave() }
        let database = history.database
        let events = try database.announcedEvents()
        try #require(events.count > 150)
        var replay = try EventReplay(events)
        for account in database.accounts.values {
            let made = try #require(replay.accounts[account.text], "seed \(seed): \(account.text)")
            let isSame =
                made.id == account.id && made.owner == account.owner?.text && made.kind == account.kind
                && made.unit == account.unit && made.status == account.status.rawValue
                && made.isLimited == account.isLimited && made.posted == account.posted && made.held == account.held
                && made.version == account.version && made.entries == account.entrySequence
                && (!made.isLimited || made.overdraftLimit == account.overdraftLimit)
                && made.shortfall == account.shortfall
            #expect(isSame, "seed \(seed): \(made) is not \(account)")
        }
        #expect(Set(replay.units.registered) == Set(database.units.registered))
        #expect(Set(replay.parties.keys) == Set(database.parties.keys.map(\.text)))
        for hold in database.holds.values {
            let made = try #require(replay.holds[hold.id], "seed \(seed)")
            #expect(
                made.amount == hold.amount && made.captured == hold.captured && made.released == hold.released
                    && made.state == hold.state.rawValue && made.expiresAt == hold.expiresAt
                    && made.placedAt == hold.placedAt && made.account == hold.account, "seed \(seed): \(hold)")
        }
        try Self.compareRequests(replay, database, seed)
        Self.compareTransactions(replay.takePosted(), replay.undoings, database, seed)
        #expect(replay.takePosted().isEmpty && replay.events == events.count)
        #expect(replay.holds.count == database.holds.count && replay.requests.count == database.requests.count)
    }

    private static func compareRequests(_ replay: EventReplay, _ database: LedgerDatabase, _ seed: UInt64) throws {
        for request in database.requests.values {
            let made = try #require(replay.requests[request.id], "seed \(seed)")
            #expect(
                made.kind == request.kind.rawValue && made.state == request.state.rawValue
                    && made.account == request.account && made.amount == request.amount
                    && made.transaction == request.transaction && made.settlement == request.settlement
                    && made.bankAccount == request.bankAccount?.number && made.createdAt == request.createdAt,
                "seed \(seed): \(made) is not \(request)")
        }
    }

    private static func compareTransactions(
        _ posted: [ReplayedTransaction], _ undoings: [TransactionID: ReplayedUndoing], _ database: LedgerDatabase,
        _ seed: UInt64
    ) {
        #expect(posted.count == database.transactions.count, "seed \(seed)")
        var legs: [TransactionID: [Int64]] = [:]
        var entries: [AccountID: [Int64]] = [:]
        for transaction in posted {
            legs[transaction.id] = transaction.entries.map(\.amount)
            for entry in transaction.entries {
                entries[entry.account, default: []].append(entry.sequence)
                let isLimited = database.accounts[entry.account]?.isLimited == true
                let row = database.entries[entry.account]?.first { $0.sequence == entry.sequence }
                // On accounts without a limit any order will do.
                #expect(!isLimited || row?.balance == entry.balance, "seed \(seed): \(entry)")
            }
        }
        for sequences in entries.values { #expect(sequences == Array(1...Int64(sequences.count)), "seed \(seed)") }
        for past in database.transactions.values {
            let undoing = undoings[past.id]
            #expect(past.reversedBy == undoing?.reversal, "seed \(seed): \(past)")
            let refunds = undoing?.refunds.compactMap { legs[$0] } ?? []
            let refunded = ReplayedUndoing.refunded(
                legs: legs[past.id] ?? [], by: refunds.map { $0.reduce(0) { $0 + max($1, 0) } })
            #expect(past.refunded == refunded, "seed \(seed): \(past)")
        }
    }

    @Test(
        "Partitions interleave: whatever order the payments between wallets come in", arguments: [1, 2, 3] as [UInt64])
    func shuffled(seed: UInt64) throws {
        var ledger = try TestLedger()
        let opened = try ledger.database.announcedEvents().count
        for index in 0..<40 {
            try ledger.fund("ann", "3")
            try ledger.commit(
                index % 4 == 3 ? transfer("1", from: "bob", to: "ann") : transfer("2", from: "ann", to: "bob"))
        }
        var events = try ledger.database.announcedEvents()
        var random = HistoryRandom(seed: seed)
        events[opened...].shuffle(using: &random)
        let replay = try EventReplay(events)
        for account in ledger.database.accounts.values {
            #expect(replay.accounts[account.text]?.posted == account.posted)
            #expect(replay.accounts[account.text]?.version == account.version)
        }
        // Without one of them, what comes after it cannot be.
        events.remove(at: opened + 11)
        #expect(throws: ReplayError.self) { try EventReplay(events) }
    }

    @Test("An event that was changed, left out or doubled is noticed, and named")
    func tampered() throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "10")
        try ledger.commit(transfer("2.5", from: "ann", to: "bob"))
        _ = try ledger.hold("bob", "1")
        try ledger.commit(transfer("1", from: "ann", to: "bob"))
        let events = try ledger.database.announcedEvents()
        let moved = try #require(events.firstIndex { $0.type == "kauri.wallet.transferred" })
        let held = try #require(events.firstIndex { $0.type == "kauri.hold.placed" })
        func changed(_ index: Int, _ old: String, _ new: String) throws -> [ArchivedEvent] {
            var json = JSONWriter()
            let text = JSONValue.object(events[index].data).text.replacing(old, with: new)
            try #require(text != JSONValue.object(events[index].data).text)
            CloudEvent(
                id: events[index].id.description, type: events[index].type, subject: nil,
                time: events[index].time.rfc3339, traceparent: nil, data: Array(text.utf8)
            ).write(to: &json)
            var all = events
            all[index] = try ArchivedEvent(json.bytes[...])
            return all
        }
        #expect(try EventReplay(events).accounts.count == 4)
        var wrong = [
            try changed(moved, #""amount":"2.50""#, #""amount":"2.51""#), try changed(moved, "2.50", "2.60"),
            try changed(moved, #""posted":"7.50""#, #""posted":"7.60""#),
            try changed(moved, #""status":"committed""#, #""status":"refused""#),
            try changed(moved, #""version":"3""#, #""version":"4""#), try changed(moved, "ZAR", "KES"),
            try changed(held, #""remaining":"1.00""#, #""remaining":"2.00""#), try changed(held, "1.00", "2.00"),
        ]
        for index in [0, 1, moved, held] {
            var fewer = events
            fewer.remove(at: index)
            wrong.append(fewer)
        }
        wrong.append(events + [events[moved]])
        for (number, archive) in wrong.enumerated() {
            #expect(throws: ReplayError.self, "case \(number)") { try EventReplay(archive) }
        }
        #expect(throws: ReplayError.unreadable("{}")) { try ArchivedEvent(Array("{}".utf8)[...]) }
    }

    @Test("Refunds are laid on the legs in proportion to what each has left")
    func refundedLegs() {
        #expect(ReplayedUndoing.refunded(legs: [-100, 30, 20, 50], by: []) == [0, 0, 0, 0])
        #expect(ReplayedUndoing.refunded(legs: [-100, 30, 20, 50], by: [11]) == [0, 4, 2, 5])
        #expect(ReplayedUndoing.refunded(legs: [-100, 30, 20, 50], by: [11, 89]) == [0, 30, 20, 50])
    }
}

extension JSONValue {
    fileprivate var text: String { String(decoding: encoded, as: UTF8.self) }
}
