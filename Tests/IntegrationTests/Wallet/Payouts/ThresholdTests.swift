import Contracts
import TestWorld
import Testing

/// Hosts who are paid whenever there is enough.
@Suite(
    "Payouts at a threshold",
    .world(settings: .keepingBankAccounts.merging(["KAURI_PAYOUT_INTERVAL": "100ms"]) { $1 }),
    .serialized, .timeLimit(.minutes(2)))
struct ThresholdTests {
    @Test("Below it nothing happens; at it everything available goes, each time it is reached")
    func threshold() async throws {
        let world = try World.here
        let client = try await Client(world)
        let subscriber = try await Subscriber(world)
        let account = try await client.make("saver", as: .host, with: "60.00 ZAR")
        _ = try await client.addBankAccount(to: "saver")
        let schedule = PayoutSchedule(
            wallet: .id(account), interval: .threshold, minimum: try DecimalAmount(parsing: "100.00"))
        #expect(try await client.call(schedule).text("payout.next_due_at") == nil)
        let place = HoldPlace(wallet: .id(account), money: try money("30.00 ZAR"), expiresIn: 3_600)
        let hold = try #require(try await client.call(place).hold)
        // 100.00 are posted, of which 30.00 are held.
        try await client.deposit("40.00 ZAR", to: "saver")
        try await passOneSweep(world, client)
        #expect(try await payouts(of: account, subscriber).isEmpty)

        try await client.deposit("70.05 ZAR", to: "saver")
        let first = try await payouts(of: account, subscriber, count: 1)[0]
        #expect(first.text("payout.state") == "initiated" && first.text("withdrawal.amount") == "140.05")
        #expect(first.account("saver")?.text("available") == "0.00" && first.account("saver")?.text("held") == "30.00")
        try #require(try await client.call(HoldRelease(hold: hold)).isCommitted)
        try await client.deposit("69.99 ZAR", to: "saver")
        try await passOneSweep(world, client)
        try await client.deposit("0.01 ZAR", to: "saver")
        let second = try await payouts(of: account, subscriber, count: 2)[1]
        #expect(second.text("withdrawal.amount") == "100.00")
        try await passOneSweep(world, client)
        #expect(try await payouts(of: account, subscriber).count == 2)
        #expect(
            try await world.texts("SELECT amount::text FROM requests WHERE account_id = \(account.number) ORDER BY id")
                == ["14005", "10000"])
        #expect(try await world.audit().problems == [])
    }

    @Test("Without a bank account nothing happens; as soon as there is one, it is paid")
    func withoutBankAccount() async throws {
        let world = try World.here
        let client = try await Client(world)
        let subscriber = try await Subscriber(world)
        let account = try await client.make("homeless", as: .host, with: "200.00 ZAR")
        let schedule = PayoutSchedule(
            wallet: .id(account), interval: .threshold, minimum: try DecimalAmount(parsing: "100.00"))
        try #require(try await client.call(schedule).isCommitted)
        try await passOneSweep(world, client)
        #expect(try await payouts(of: account, subscriber).isEmpty)
        _ = try await client.addBankAccount(to: "homeless")
        let paid = try await payouts(of: account, subscriber, count: 1)[0]
        #expect(paid.text("withdrawal.amount") == "200.00", "\(paid.document.object)")
        #expect(try await world.audit().problems == [])
    }

    /// The events of a wallet's payouts, once there are so many.
    private func payouts(of account: AccountID, _ subscriber: Subscriber, count: Int = 0) async throws -> [OutcomeView]
    {
        var found: [OutcomeView] = []
        try await eventually("the wallet has \(found.count) of \(count) payouts") {
            found = try await subscriber.events.filter { $0.routingKey == "payout.ran" }.map { try $0.outcome() }
                .filter { $0.text("payout.wallet") == account.description }
            return found.count >= count
        }
        return found
    }

    /// Waits until the sweeper has certainly looked: another wallet, which is due from now on, has been paid by it.
    private func passOneSweep(_ world: World, _ client: Client) async throws {
        let name = "witness-\(UInt32.random(in: 0 ..< .max))"
        let account = try await client.make(name, as: .host, with: "1.00 ZAR")
        _ = try await client.addBankAccount(to: name)
        let schedule = PayoutSchedule(
            wallet: .id(account), interval: .threshold, minimum: try DecimalAmount(parsing: "1.00"))
        try #require(try await client.call(schedule).isCommitted)
        try await eventually("the sweeper does not come by") {
            try await world.count("SELECT posted FROM accounts WHERE id = \(account.number)") == 0
        }
    }
}
