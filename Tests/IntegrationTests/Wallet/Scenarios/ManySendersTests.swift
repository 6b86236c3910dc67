import Contracts
import TestWorld
import Testing

/// A hundred sellers at once, who share wallets.
@Suite("Many senders", .world(settings: ["KAURI_PARTITIONS": "8", "KAURI_LANES": "4"]), .timeLimit(.minutes(5)))
struct ManySendersTests {
    static let senders = 100
    static let salesOfEach = 100
    static let wallets = 20

    @Test("10,000 sales of 100 concurrent senders, every tenth sent twice: each is there once, and the books agree")
    func sales() async throws {
        let world = try World.here
        let client = try await Client(world)
        var wallets: [AccountID] = []
        for index in 0..<Self.wallets {
            wallets.append(try await client.make("seller-\(index)", as: .seller, with: "100000.00 ZAR"))
        }
        let subscriber = try await Subscriber(world, keepsEvents: false)
        let shared = wallets
        try await withThrowingTaskGroup(of: Void.self) { group in
            for sender in 0..<Self.senders {
                group.addTask { try await Self.sell(as: sender, from: shared, in: world) }
            }
            try await group.waitForAll()
        }

        let sales = Self.senders * Self.salesOfEach
        let sold = (0..<Self.senders).flatMap { sender in (0..<Self.salesOfEach).map { Self.price(sender, $0) } }
        #expect(try await world.count("SELECT count(*) FROM requests WHERE kind = 'charge_sale'") == Int64(sales))
        #expect(
            try await world.count("SELECT count(DISTINCT reference) FROM requests WHERE state = 'completed'")
                == Int64(sales))
        #expect(try await world.systemBalance(.revenue, "ZAR") == sold.reduce(0, +))
        #expect(
            try await world.count("SELECT sum(posted)::bigint FROM accounts WHERE owner LIKE 'seller-%'")
                == Int64(Self.wallets) * 10_000_000 - sold.reduce(0, +))
        let audit = try await world.audit()
        #expect(audit.problems == [])
        #expect(audit.rows["transactions"] == Int64(sales + Self.wallets))
        try await subscriber.wait(for: sales, within: .seconds(60))
        #expect(await subscriber.counts.count == sales)
        #expect(await subscriber.counts.values.allSatisfy { $0 == 1 })
    }

    /// One sender with connections of its own; it sends ten sales at a time and the first of them again.
    private static func sell(as sender: Int, from wallets: [AccountID], in world: World) async throws {
        let client = try await Client(world)
        for start in stride(from: 0, to: salesOfEach, by: 10) {
            let requests = try (start..<start + 10).map { sale in
                let command = ChargeSaleCreate(
                    wallet: .id(wallets[(sender + sale) % wallets.count]),
                    money: try money("\(MinorUnits.text(price(sender, sale), decimals: 2)) ZAR"),
                    phone: try #require(PhoneNumber(text: "+2783\(1_000_000 + sender * 1_000 + sale)")),
                    reference: "\(sender)/\(sale)")
                return Request(command, id: "\(sender)/\(sale)", key: "\(sender) \(sale % 3)")
            }
            try await client.send(requests + [requests[0]])
            let replies = try await client.replies(toAll: requests.compactMap(\.properties.messageID))
            for reply in replies { try #require(reply.isCommitted, "\(reply.body.text)") }
            let twice = try await client.replies(to: "\(sender)/\(start)", count: 2)
            try #require(twice.count { $0.isReplay } == 1, "\(twice.map(\.body.text))")
        }
        await client.close()
    }

    /// In cents.
    private static func price(_ sender: Int, _ sale: Int) -> Int64 { 50 + Int64((sender * 31 + sale * 17) % 997) }
}
