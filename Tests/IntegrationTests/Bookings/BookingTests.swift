import BookingDay
import Contracts
import Postgres
import TestWorld
import Testing

/// Two years of two real hotels, through RabbitMQ into PostgreSQL, to the cent.
@Suite("Hotel bookings", .world(), .timeLimit(.minutes(10)))
struct BookingTests {
    @Test(
        "All 119,390 bookings: totals agree to the cent, every wallet is the fold of its entries, one event for each command",
        .enabled(if: HotelBookings.file != nil, "KAURI_DATA names no folder with hotel_bookings/hotel_bookings.csv.gz"))
    func allBookings() async throws {
        let world = try World.here
        let bookings = try HotelBookings(try #require(HotelBookings.file)).bookings
        try #require(bookings.count == 119_390)
        let checkedOut = bookings.filter { $0.course == .checkedOut }
        #expect(checkedOut.reduce(0) { $0 + $1.price.minorUnits } == 2_599_626_041)

        let subscriber = try await Subscriber(world, keepsEvents: false)
        var run = BookingRun(BookingDay(name: DayName(seed: 1, bookings: bookings.count)), in: world)
        try await run.run(bookings)
        let day = run.day
        #expect(day.tally.errors.isEmpty, "\(day.tally.firstErrors)")
        #expect(day.tally.incomplete == 0 && day.tally.repeatedReplies == 0)
        #expect(day.replied.differences(from: day.expected).isEmpty)

        let audit = try await world.audit()
        #expect(audit.problems == [])
        #expect(audit.committed == Int64(day.tally.carriedOut))
        #expect(audit.rows["outcomes"] == audit.committed)
        try await world.withOwner { connection in
            let settled = try await Self.settled(checkedOut.map(\.number), connection)
            #expect(settled == 2_599_626_041)
            let totals = try await Self.totals(day.name, connection)
            #expect(totals.differences(from: day.expected).isEmpty)
            #expect(totals.balance.values.allSatisfy { $0 == 0 })
            try await Self.compareUnpaid(bookings, connection)
            try await Self.compareEvents(subscriber, connection)
        }
    }

    /// What bookings have brought, in cents: captured, less what was given back of it, less what the platform has paid.
    private static func settled(_ bookings: [Int], _ connection: PostgresConnection) async throws -> Int64 {
        let sql = """
            SELECT -sum(entry.amount)::bigint
            FROM transactions AS transaction
            LEFT JOIN transactions AS original ON original.id = transaction.original_id
            JOIN entries AS entry ON entry.transaction_id = transaction.id
            JOIN accounts AS account ON account.id = entry.account_id
            JOIN parties AS party ON party.id = account.owner AND party.party_type = 'guest'
            WHERE coalesce(transaction.reference, original.reference) = ANY($1::text[])
                AND (coalesce(original.type, transaction.type) = 'capture' OR EXISTS (
                    SELECT FROM entries AS leg JOIN accounts AS payer ON payer.id = leg.account_id
                    WHERE leg.transaction_id = transaction.id AND payer.kind = 'adjustments'))
            """
        return try await connection.run(Statement(sql, [.textArray(bookings.map { "booking \($0)" })]))[0].int64(0)
    }

    /// The sums of all legs by what they were for and whom they touched.
    private static func totals(_ day: DayName, _ connection: PostgresConnection) async throws -> ControlTotals {
        let rows = try await connection.run(
            Statement(
                once: """
                    SELECT transaction.type, coalesce(party.party_type, account.kind), count(*), sum(entry.amount)::bigint
                    FROM entries AS entry
                    JOIN transactions AS transaction ON transaction.id = entry.transaction_id
                    JOIN accounts AS account ON account.id = entry.account_id
                    LEFT JOIN parties AS party ON party.id = account.owner
                    GROUP BY 1, 2
                    """))
        var totals = ControlTotals()
        for row in rows {
            let role = try #require(AccountRole(rawValue: try row.text(1)))
            totals.add(
                .init(legs: Int(try row.int64(2)), minorUnits: Int128(try row.int64(3))),
                to: .init(type: try row.text(0), role: role, currency: "EUR"))
        }
        return totals
    }

    /// A booking that costs nothing has left no trace; every other one has.
    private static func compareUnpaid(_ bookings: [Booking], _ connection: PostgresConnection) async throws {
        let references = try await connection.run(
            Statement(once: "SELECT DISTINCT reference FROM transactions WHERE reference IS NOT NULL"))
        let paid = Set(bookings.filter { !$0.price.isZero }.map { "booking \($0.number)" })
        #expect(paid.count == 119_390 - 1_959)
        #expect(Set(try references.textColumn(0)) == paid)
    }

    /// An independent consumer has got exactly one event for each command that was committed.
    private static func compareEvents(_ subscriber: Subscriber, _ connection: PostgresConnection) async throws {
        let numbers = try await connection.run(Statement(once: "SELECT number FROM outcomes WHERE is_committed"))
        let expected = Set(try numbers.int64Column(0).map { EventID(number: $0).description })
        try await subscriber.wait(for: expected.count, within: .seconds(60))
        let counts = await subscriber.counts
        #expect(Set(counts.keys) == expected)
        #expect(counts.values.allSatisfy { $0 == 1 })
    }
}
