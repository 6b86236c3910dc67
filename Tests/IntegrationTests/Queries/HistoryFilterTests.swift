import Contracts
import Postgres
import TestWorld
import Testing

/// Filters of a history against all of it, looked through by hand.
@Suite("Queries: filters of a history", .world(), .serialized, .timeLimit(.minutes(3)))
struct HistoryFilterTests {
    /// More entries than a page looks at, and more than may come into question one by one.
    private static let many = 1_300

    @Test("By type, reference, counterparty and time, each alone and together, give what the whole history says")
    func filters() async throws {
        let world = try World.here
        let asker = Asker(world)
        let hub = try await Self.fill(world)
        let all = try await asker.items(WalletEntries(wallet: .id(hub)), size: 200)
        try #require(all.count == Self.many + 1)
        let times = try all.map { entry in
            try #require(entry.text("posted_at").flatMap { Timestamp(rfc3339: $0) })
        }
        let (from, to) = (times[900], times[200])
        let friend = try wallet(of: "friend-1")
        let rare = try wallet(of: "rare")
        let queries = [
            WalletEntries(wallet: .id(hub), transactionType: "refund"),
            WalletEntries(wallet: .id(hub), transactionType: "transfer"),
            WalletEntries(wallet: .id(hub), transactionType: "journal"),
            WalletEntries(wallet: .id(hub), reference: "BK-7"),
            WalletEntries(wallet: .id(hub), reference: "all"),
            WalletEntries(wallet: .id(hub), reference: "none"),
            WalletEntries(wallet: .id(hub), counterparty: friend),
            WalletEntries(wallet: .id(hub), counterparty: rare),
            WalletEntries(wallet: .id(hub), counterparty: .system(.cash, currency: "ZAR")),
            WalletEntries(wallet: .id(hub), from: from), WalletEntries(wallet: .id(hub), to: to),
            WalletEntries(wallet: .id(hub), from: from, to: to),
            WalletEntries(wallet: .id(hub), from: from, to: to, transactionType: "refund"),
            WalletEntries(wallet: .id(hub), from: from, to: to, reference: "BK-7"),
            WalletEntries(
                wallet: .id(hub), from: from, to: to, transactionType: "transfer", reference: "all",
                counterparty: friend),
            WalletEntries(wallet: .id(hub), transactionType: "transfer", reference: "all", counterparty: rare),
        ]
        var shown = 0
        for query in queries {
            let expected = zip(all, times).filter { entry, time in Self.matches(entry, time, query) }.map(\.0)
            for size: Int64 in [7, 200] {
                let found = try await asker.items(query, size: size)
                #expect(found == expected, "\(QueryEnvelope.body(of: query).text) by \(size)")
            }
            shown += expected.count
        }
        #expect(shown > 4_000)
    }

    @Test("A page looks at a bounded number of entries: it may be empty and still lead on")
    func bound() async throws {
        let world = try World.here
        let asker = Asker(world)
        let hub = try await Self.fill(world, named: "quiet")
        let first = try await asker.ask(WalletEntries(wallet: .id(hub), transactionType: "deposit"))
        #expect(first.objects("items").isEmpty)
        let next = try #require(first.text("next_cursor"))
        let second = try await asker.ask(
            WalletEntries(wallet: .id(hub), transactionType: "deposit", page: Page(cursor: next)))
        #expect(second.objects("items").map { $0.text("sequence") } == ["1"])
        #expect(second["next_cursor"] == nil)
    }

    private static func matches(_ entry: Document, _ time: Timestamp, _ query: WalletEntries) -> Bool {
        if let from = query.from, time < from { return false }
        if let to = query.to, time >= to { return false }
        if let type = query.transactionType, entry.text("transaction_type") != type { return false }
        if let reference = query.reference, entry.text("reference") != reference { return false }
        let others = entry.objects("counterparties")
        switch query.counterparty {
        case .party(let party, _, _): return others.contains { $0.text("owner") == party.text }
        case .system(let system, let code):
            return others.contains { $0.text("account") == "\(system.rawValue):\(code)" }
        default: return true
        }
    }

    /// A wallet with a long history: transfers to two friends and, rarely, to somebody else, with refunds between them.
    private static func fill(_ world: World, named hub: String = "hub") async throws -> AccountID {
        let client = try await Client(world)
        let id = try await client.makeGuest(hub, with: "100000.00 ZAR")
        for name in ["friend-0", "friend-1", "rare"]
        where try await world.count("SELECT count(*) FROM parties WHERE id = '\(name)'") == 0 {
            try await client.makeGuest(name, with: "1.00 ZAR")
        }
        var sent: [Request] = []
        for number in 0..<many {
            let other = number % 400 == 399 ? "rare" : "friend-\(number % 2)"
            let isBooking = number % 90 == 7
            sent.append(
                Request(
                    WalletTransfer(
                        from: .id(id), to: try wallet(of: other), money: try money("\(1 + number % 9).00 ZAR"),
                        reference: isBooking ? "BK-7" : number % 2 == 0 ? "all" : "other"),
                    id: "\(hub) \(number)", key: hub))
        }
        let refunded = 20
        try await client.send(Array(sent.dropLast(refunded)))
        let replies = try await client.replies(toAll: (0..<(many - refunded)).map { "\(hub) \($0)" })
        let refunds = try (0..<refunded).map { index in
            Request(
                TransactionRefund(
                    transaction: try #require(replies[index * 50].transaction), reason: "as agreed"),
                id: "\(hub) refund \(index)", key: hub)
        }
        try await client.send(refunds)
        let given = try await client.replies(toAll: (0..<refunded).map { "\(hub) refund \($0)" })
        try #require((replies + given).allSatisfy { $0.isCommitted })
        return id
    }
}
