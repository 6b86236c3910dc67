import Contracts
import Postgres
import TestWorld
import Testing

/// Reports against sums over everything.
@Suite("Queries: reports", .world(), .serialized, .timeLimit(.minutes(2)))
struct ReportTests {
    @Test(
        "Daily volumes are the sums of the entries, however many sessions have written them, and the trial balance is zero"
    )
    func volumes() async throws {
        let world = try World.here
        let client = try await Client(world)
        let asker = Asker(world)
        let guest = try await client.makeGuest("guest", with: "1000.00 ZAR")
        try await client.deposit("900 JPY", to: "guest")
        try await client.makeGuest("host", with: "1.00 ZAR")
        var requests: [Request] = []
        for number in 0..<200 {
            let command: any Command =
                number % 3 == 0
                ? WalletSpend(
                    wallet: try wallet(of: "guest"), money: try money("\(1 + number % 5) JPY"), destination: .revenue)
                : WalletTransfer(
                    from: .id(guest), to: try wallet(of: "host"), money: try money("0.\(10 + number % 90) ZAR"))
            requests.append(Request(command, id: "move \(number)", key: "\(number)"))
        }
        try await client.send(requests)
        let replies = try await client.replies(toAll: (0..<200).map { "move \($0)" })
        try #require(replies.allSatisfy { $0.isCommitted })

        let expected = try await world.withOwner { connection in
            try await connection.run(
                Statement(
                    """
                    SELECT (entry.posted_at AT TIME ZONE 'UTC')::date::text || ' ' || unit.code || ' ' || transaction.type,
                        count(DISTINCT entry.transaction_id)::text, sum(entry.amount)::bigint, unit.decimals
                    FROM entries AS entry JOIN transactions AS transaction ON transaction.id = entry.transaction_id
                    JOIN units AS unit ON unit.number = entry.unit
                    WHERE entry.amount > 0 GROUP BY 1, 4
                    """)
            ).map { row in
                [
                    try row.text(0), try row.text(1),
                    MinorUnits.text(try row.int64(2), decimals: UInt8(try row.int16(3))),
                ]
            }
        }
        let told = try await asker.list(ReportDailyVolumes()).map { line in
            [
                ["day", "currency", "transaction_type"].map { line.text($0) ?? "" }.joined(separator: " "),
                line.text("transactions") ?? "", line.text("volume") ?? "",
            ]
        }
        #expect(expected.count >= 4 && Set(told) == Set(expected) && told.count == expected.count)
        let sessions = try await world.count("SELECT count(DISTINCT session) FROM daily_volumes")
        #expect(sessions == 2)

        let day = try #require(Day(text: String(expected[0][0].prefix(10))))
        let some = try await asker.list(ReportDailyVolumes(from: day, to: day, currency: "JPY"))
        #expect(some.allSatisfy { $0.text("currency") == "JPY" } && !some.isEmpty)
        let earlier = Day(of: day.start.adding(seconds: -86_400))
        #expect(try await asker.list(ReportDailyVolumes(to: earlier)).isEmpty)
        #expect(try await asker.refusal(of: ReportDailyVolumes(from: day, to: earlier)) == .invalidField)

        let units = try await asker.list(ReportTrialBalance())
        #expect(units.map { $0.text("currency") } == ["JPY", "ZAR"])
        #expect(units.allSatisfy { $0["balanced"]?.asBool == true })
        #expect(units.map { $0.text("total") } == ["0", "0.00"])
        let wallets = units[1].objects("lines").first { $0.text("held_by") == "wallets" }
        #expect(
            wallets?.text("posted") == "1001.00" && wallets?.text("accounts") == "2" && wallets?.text("kind") == "main")
        let jpy = try await asker.list(ReportTrialBalance(currency: "JPY"))
        #expect(jpy == [units[0]])
    }
}
