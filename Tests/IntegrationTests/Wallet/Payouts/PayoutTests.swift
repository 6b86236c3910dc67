import Contracts
import Postgres
import TestWorld
import Testing

/// Every host who is due is paid once, whatever happens to the service meanwhile.
@Suite(
    "Payouts of due hosts",
    .world(settings: .keepingBankAccounts.merging(["KAURI_PAYOUT_INTERVAL": "200ms"]) { $1 }),
    .timeLimit(.minutes(PaidHosts.asked.count > 5_000 ? 40 : 5)))
struct PayoutTests {
    static let hosts = PaidHosts.asked

    @Test("The service is killed in the middle, and two run at once: each host is paid exactly once, with one event")
    func dueHosts() async throws {
        let world = try World.here
        let client = try await Client(world)
        try await Self.hosts.make(client)
        let subscriber = try await Subscriber(world)
        let paid = Self.hosts.count(of: .paid)
        try await PaidHosts.makeDue(world)
        try await killInTheMiddle(world, of: paid)

        async let byOperator = world.kauri("payouts", "run", "--json", within: .seconds(1_200))
        try await eventually("hosts are still due", within: .seconds(1_200), every: .milliseconds(100)) {
            try await world.count("SELECT count(*) FROM payout_schedules WHERE next_due_at <= now()") == 0
        }
        _ = try await byOperator
        // A second run finds nobody to pay.
        #expect(try await world.kauri("payouts", "run", "--json").contains("\"due\" : 0"))

        try await expectAllPaidOnce(world)
        try await expectOneEventEach(world, subscriber)
        try await expectNothingTwice(world, client)
        let audit = try await world.audit()
        #expect(audit.problems == [])
        #expect(audit.rows["requests"] == Int64(paid))
    }

    /// Kills the service when some hosts are paid and others are not, and starts it again.
    private func killInTheMiddle(_ world: World, of paid: Int) async throws {
        let service = try await world.service
        try await world.withOwner { owner in
            let count = Statement("SELECT count(*) FROM requests WHERE kind = 'withdrawal'")
            try await eventually("nobody is paid", within: .seconds(60), every: .milliseconds(1)) {
                try await owner.run(count)[0].int64(0) > 0
            }
            await service.kill()
            let before = try await owner.run(count)[0].int64(0)
            #expect(before > 0 && before < paid, "the kill came too late to be in the middle: \(before) of \(paid)")
        }
        try await service.start()
    }

    private func expectAllPaidOnce(_ world: World) async throws {
        let hosts = Self.hosts
        let rows = try await world.texts(
            """
            SELECT concat_ws(' ', substr(account.owner, 6), account.posted, count(request.id), coalesce(min(request.amount), 0))
            FROM accounts AS account LEFT JOIN requests AS request ON request.account_id = account.id
            WHERE account.owner LIKE 'host-%' GROUP BY account.id
            """)
        #expect(rows.count == hosts.count)
        for row in rows {
            let numbers = row.split(separator: " ").compactMap { Int64($0) }
            let host = Int(numbers[0])
            let money = hosts.money(of: host)
            let expected = hosts.kind(of: host) == .paid ? [0, 1, money] : [money, 0, 0]
            #expect(Array(numbers.dropFirst()) == expected, "host \(host)")
        }
        let total = (0..<hosts.count).reduce(0) { $0 + (hosts.kind(of: $1) == .paid ? hosts.money(of: $1) : 0) }
        #expect(try await world.systemBalance(.payoutsInTransit, "ZAR") == total)
        // The next period of all ends tomorrow at midnight.
        #expect(
            try await world.count(
                """
                SELECT count(*) FROM payout_schedules
                WHERE next_due_at = date_trunc('day', clock_timestamp(), 'UTC') + interval '1 day'
                """) == hosts.count)
    }

    private func expectOneEventEach(_ world: World, _ subscriber: Subscriber) async throws {
        let hosts = Self.hosts
        try await eventually("events are missing", within: .seconds(120)) {
            await subscriber.counts.count >= hosts.count
        }
        // One that was on its way when the service was killed may come twice, as the same event.
        #expect(await subscriber.counts.count == hosts.count)
        var reasons: [String: Int] = [:]
        var wallets: [String: String] = [:]
        for event in await subscriber.events {
            #expect(event.routingKey == "payout.ran")
            let outcome = try event.outcome()
            let wallet = try #require(outcome.text("payout.wallet"))
            let id = try #require(event.id)
            #expect(wallets[wallet] == nil || wallets[wallet] == id, "\(wallet) has two events")
            if wallets.updateValue(id, forKey: wallet) == nil {
                reasons[outcome.text("payout.reason") ?? outcome.text("payout.state") ?? "", default: 0] += 1
            }
        }
        let unpaid = hosts.count(of: .poor) + hosts.count(of: .belowMinimum)
        #expect(
            reasons == [
                "initiated": hosts.count(of: .paid), "nothing_to_pay_out": unpaid,
                "no_primary_bank_account": hosts.count(of: .bankless),
            ])
        #expect(
            try await world.count("SELECT count(*) FROM outcomes WHERE type = 'payout.run' AND is_committed")
                == hosts.count)
    }

    /// The same period again, under ids of other senders.
    private func expectNothingTwice(_ world: World, _ client: Client) async throws {
        let due = Timestamp(
            microseconds: try await world.count(
                "SELECT (extract(epoch FROM date_trunc('day', clock_timestamp(), 'UTC')) * 1000000)::bigint")
        ).adding(seconds: -86_400)
        let commands = try (0..<200).map { PayoutRun(wallet: try wallet(of: "host-\($0)", in: "ZAR"), dueAt: due) }
        let reply = try await client.call(Request(batch: commands.map { (nil, $0) }))
        #expect(reply.outcomes.allSatisfy { $0.error == .payoutNotDue })
    }
}
