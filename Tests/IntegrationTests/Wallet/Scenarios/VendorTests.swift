import Contracts
import TestWorld
import Testing

/// Two vendors who sell on credit, for a day.
@Suite("Vendors", .world(settings: ["KAURI_PARTITIONS": "8", "KAURI_LANES": "4"]), .timeLimit(.minutes(3)))
struct VendorTests {
    /// Whom the day is about, and which of their credit requests are rejected.
    static let vendors = [(name: "vendor-a", rejected: Set([2, 5])), (name: "vendor-b", rejected: Set([0, 3, 9]))]
    static let salesOfEach = 500

    @Test("Ten credit requests each, some rejected, and a thousand charge sales: balances are exact to the cent")
    func day() async throws {
        let world = try World.here
        let client = try await Client(world)
        var granted: [Int64] = []
        for vendor in Self.vendors {
            try await client.register(vendor.name, as: .vendor)
            let open = AccountOpen(owner: try party(vendor.name), kind: AccountReference.defaultKind, currency: "ZAR")
            try #require(try await client.call(open).isCommitted)
            granted.append(try await askForCredit(vendor.name, rejecting: vendor.rejected, client))
        }
        let subscriber = try await Subscriber(world)
        var requests: [Request] = []
        for sale in 0..<Self.salesOfEach {
            for vendor in Self.vendors { requests.append(try Self.sell(sale, vendor.name)) }
        }
        try await client.send(requests)
        let replies = try await client.replies(toAll: requests.compactMap(\.properties.messageID))
        #expect(replies.allSatisfy { $0.isCommitted }, "\(replies.first { !$0.isCommitted }?.body.text ?? "")")

        let sold = (0..<Self.salesOfEach).reduce(0) { $0 + Self.price(of: $1) }
        for (vendor, credit) in zip(Self.vendors, granted) {
            #expect(
                try await world.count("SELECT posted FROM accounts WHERE owner = '\(vendor.name)'") == credit - sold)
        }
        #expect(try await world.systemBalance(.revenue, "ZAR") == sold * 2)
        #expect(try await world.systemBalance(.creditIssuance, "ZAR") == -granted.reduce(0, +))
        #expect(try await world.count("SELECT count(*) FROM requests WHERE kind = 'charge_sale'") == 1_000)
        #expect(
            try await world.texts(
                "SELECT state || ' ' || count(*) FROM requests WHERE kind = 'credit_request' GROUP BY state ORDER BY state"
            )
                == ["approved 15", "rejected 5"])
        #expect(try await world.audit().problems == [])
        let events = try await subscriber.wait(for: 1_000)
        #expect(events.count { $0.routingKey == "charge_sale.created" } == 1_000)
        #expect(await subscriber.counts.count == 1_000)

        // The last cent can be sold, and not a cent more.
        let rest = granted[0] - sold
        let more = try Self.sale(of: rest + 1, by: Self.vendors[0].name)
        #expect(try await client.call(more).error == .insufficientFunds)
        let last = try await client.call(Self.sale(of: rest, by: Self.vendors[0].name))
        #expect(last.account(Self.vendors[0].name)?.text("available") == "0.00")
    }

    /// - Returns: what was granted, in cents.
    private func askForCredit(_ vendor: String, rejecting rejected: Set<Int>, _ client: Client) async throws -> Int64 {
        var granted: Int64 = 0
        let acting = CommonFields(actor: try .person(vendor, .vendor))
        let deciding = CommonFields(actor: try .admin())
        for index in 0..<10 {
            let cents = 1_234_567 + Int64(index) * 100_003
            let ask = CreditRequestCreate(
                wallet: try wallet(of: vendor), money: try Self.rand(cents), reason: "stock \(index)")
            let asked = try await client.call(ask, key: vendor, common: acting)
            let request = try #require(asked.identifier("credit_request", CreditRequestID.self), "\(asked.body.text)")
            let decision: any Command =
                rejected.contains(index)
                ? CreditRequestReject(creditRequest: request, reason: "too much")
                : CreditRequestApprove(creditRequest: request)
            // Decided on another partition than it was asked on.
            let decided = try await client.call(decision, key: "administration \(index)", common: deciding)
            try #require(decided.isCommitted, "\(decided.body.text)")
            if !rejected.contains(index) { granted += cents }
        }
        return granted
    }

    /// In cents: no two in a row are alike.
    private static func price(of sale: Int) -> Int64 { 101 + Int64(sale * 37 % 1_999) }

    private static func sell(_ sale: Int, _ vendor: String) throws -> Request {
        Request(
            try Self.sale(of: price(of: sale), by: vendor), id: "\(vendor) \(sale)", key: "\(vendor) \(sale % 7)",
            common: CommonFields(actor: try .person(vendor, .vendor)))
    }

    private static func sale(of cents: Int64, by vendor: String) throws -> ChargeSaleCreate {
        ChargeSaleCreate(
            wallet: try wallet(of: vendor), money: try rand(cents),
            phone: try #require(PhoneNumber(text: "+2782\(1_000_000 + cents % 1_000_000)")))
    }

    private static func rand(_ cents: Int64) throws -> StatedMoney {
        try money("\(MinorUnits.text(cents, decimals: 2)) ZAR")
    }
}
