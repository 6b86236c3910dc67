import Contracts
import Postgres
import TestWorld
import Testing

/// Jobs, sales, credit requests, withdrawals, bank accounts, schedules, limits and flags, from rows as the ledger writes them.
@Suite("Queries: workflows", .world(), .serialized, .timeLimit(.minutes(1)))
struct RequestQueryTests {
    @Test("Requests by kind, state, wallet and party, the latest first")
    func requests() async throws {
        let world = try World.here
        let client = try await Client(world)
        let asker = Asker(world)
        let (ann, ben) = (
            try await client.makeGuest("ann", with: "10.00 ZAR"), try await client.makeGuest("ben", with: "10.00 ZAR")
        )
        let savings = try await client.deposit("9 JPY", to: "ann")
        try await world.withOwner { connection in
            for (number, kind, state, account) in [
                (1, "job", "pending", ann), (2, "job", "running", savings), (3, "job", "completed", ann),
                (4, "withdrawal", "pending", ben), (5, "withdrawal", "failed", ann),
                (6, "charge_sale", "completed", ann),
                (7, "credit_request", "pending", ben), (8, "job", "pending", ben), (9, "withdrawal", "pending", ann),
            ] {
                try await connection.run(
                    Statement(
                        """
                        INSERT INTO requests (id, kind, state, account_id, amount, job_type, phone, reference, created_at, updated_at)
                        VALUES (90000000 + $1, $2, $3, $4, 150, CASE WHEN $2 = 'job' THEN 'cleaning' END,
                            CASE WHEN $2 = 'charge_sale' THEN '+27821234567' END, 'RQ', now(), now())
                        """,
                        [.int64(Int64(number)), .text(kind), .text(state), .int64(account.number)]))
            }
        }
        func numbers(_ query: RequestList) async throws -> [Int64] {
            try await asker.list(query).map { item in
                try #require(item.text("id").flatMap { RequestID(text: $0) }).number - 90_000_000
            }
        }
        #expect(try await numbers(RequestList(kind: .job)) == [8, 2, 1])
        #expect(try await numbers(RequestList(kind: .job, state: .all)) == [8, 3, 2, 1])
        #expect(try await numbers(RequestList(kind: .job, wallet: .id(ann))) == [1])
        #expect(try await numbers(RequestList(kind: .job, state: .all, wallet: .id(ann))) == [3, 1])
        #expect(try await numbers(RequestList(kind: .job, party: party("ann"))) == [2, 1])
        #expect(try await numbers(RequestList(kind: .job, state: .all, party: party("ann"))) == [3, 2, 1])
        #expect(try await numbers(RequestList(kind: .withdrawal)) == [9, 4])
        #expect(try await numbers(RequestList(kind: .withdrawal, party: party("ann"))) == [9])
        #expect(try await numbers(RequestList(kind: .chargeSale)).isEmpty)
        #expect(try await numbers(RequestList(kind: .chargeSale, state: .all)) == [6])

        let job = try await asker.ask(RequestGet(request: RequestID(kind: .job, number: 90_000_002)))
        #expect(job.text("request.state") == "running" && job.text("request.job_type") == "cleaning")
        #expect(job.text("request.amount") == "150" && job.text("request.currency") == "JPY")
        #expect(job.text("request.owner") == "ann" && job.text("request.reference") == "RQ")
        let codes: [(RequestKind, ErrorCode)] = [
            (.job, .jobNotFound), (.chargeSale, .chargeSaleNotFound), (.creditRequest, .creditRequestNotFound),
            (.withdrawal, .withdrawalNotFound),
        ]
        for (kind, code) in codes {
            #expect(try await asker.refusal(of: RequestGet(request: RequestID(kind: kind, number: 90_000_099))) == code)
        }
        // An id tells its kind: another kind with that number is another thing.
        let other = RequestID(kind: .withdrawal, number: 90_000_002)
        #expect(try await asker.refusal(of: RequestGet(request: other)) == .withdrawalNotFound)
    }

    @Test("Bank accounts, payout schedules, limits and flags")
    func settings() async throws {
        let world = try World.here
        let client = try await Client(world)
        let asker = Asker(world)
        let host = try await client.makeGuest("host", with: "10.00 ZAR")
        let friend = try await client.makeGuest("friend", with: "10.00 ZAR")
        try await world.withOwner { connection in
            for sql in Self.rows {
                try await connection.run(Statement(sql, [.int64(host.number), .int64(friend.number)]))
            }
        }
        let banks = try await asker.list(BankAccountList(party: party("host")))
        #expect(banks.map { $0.text("masked") } == ["••••6789", "ZA••••1234"])
        #expect(banks[0]["primary"]?.asBool == true && banks[0].text("holder") == "Umoja")
        #expect(try await asker.list(BankAccountList(party: party("host"), state: .all)).count == 3)
        #expect(try await asker.list(BankAccountList(party: party("friend"))).isEmpty)

        let schedules = try await asker.list(PayoutList())
        #expect(schedules.map { $0.text("interval") } == ["weekly", "threshold"])
        #expect(schedules[0].text("weekday") == "tuesday" && schedules[0].text("minimum") == "0.50")
        #expect(try await asker.list(PayoutList(party: party("host"))) == [schedules[0]])
        #expect(try await asker.list(PayoutList(wallet: .id(friend))) == [schedules[1]])

        let applying = try await asker.list(LimitList(wallet: .id(host)))
        #expect(applying.map { $0.text("wallet") ?? $0.text("kyc_level") } == [host.description, "0"])
        #expect(applying[0].text("maximum") == "20.00" && applying[0].text("spent_today") == nil)
        #expect(applying[1].text("daily") == "50.00" && applying[1].text("spent_today") == "1.23")
        let levels = try await asker.list(LimitList())
        #expect(levels.map { $0.text("kyc_level") } == ["0", "0", "2"])
        #expect(try await asker.list(LimitList(scope: .wallets)).count == 1)

        let open = try await asker.list(FlagList())
        #expect(open.map { $0.text("command.id") } == ["flagged 4", "flagged 2"])
        #expect(try await asker.list(FlagList(state: .all)).count == 4)
        #expect(try await asker.list(FlagList(wallet: .id(host))).map { $0.text("command.id") } == ["flagged 2"])
        let reviewed = try await asker.list(FlagList(wallet: .id(host), state: .all))
        #expect(reviewed.last?.text("reviewer") == "admin-1" && reviewed.last?.text("reason") == "known guest")
        #expect(reviewed.last?.text("rules.0") == "velocity")
    }

    /// `$1` and `$2` are the wallets of host and friend.
    private static let rows = [
        """
        INSERT INTO bank_accounts (id, party_id, unit, country, format, masked, holder, is_primary, state, added_at, removed_at)
        SELECT 91000000 + number, 'host', 710, 'ZA', format, masked, holder, number = 1, state, now(),
            CASE WHEN state = 'removed' THEN now() END
        FROM (VALUES (1, 'local', '••••6789', 'Umoja', 'active'), (2, 'local', '••••0000', NULL, 'removed'),
            (3, 'iban', 'ZA••••1234', 'Umoja', 'active')) AS bank (number, format, masked, holder, state)
        WHERE $1::bigint <> $2::bigint
        """,
        """
        INSERT INTO payout_schedules (account_id, interval, weekday, minimum, next_due_at, set_at)
        VALUES ($1::bigint, 'weekly', 2, 50, now(), now()), ($2::bigint, 'threshold', NULL, 100, NULL, now())
        """,
        """
        INSERT INTO limits (account_id, kyc_level, unit, maximum, daily, set_at)
        SELECT account, level, unit, maximum, daily, now() FROM (VALUES
            ($1::bigint, NULL::smallint, 710::smallint, 2000, NULL::bigint), (NULL, 0::smallint, 710::smallint, NULL, 5000),
            (NULL, 0::smallint, 392::smallint, NULL, 5000), (NULL, 2::smallint, 710::smallint, NULL, 9000)
        ) AS bound (account, level, unit, maximum, daily) WHERE $1::bigint <> $2::bigint
        """,
        """
        INSERT INTO daily_totals (account_id, day, spent)
        VALUES ($1::bigint, (now() AT TIME ZONE 'UTC')::date, 123), ($2::bigint, (now() AT TIME ZONE 'UTC')::date - 1, 77)
        """,
        """
        INSERT INTO risk_flags (id, account_id, subject, message_id, command_type, rules, action, state, raised_at, reviewed_at, reviewer,
            review_reason, document)
        SELECT 92000000 + number, CASE WHEN number < 3 THEN $1::bigint ELSE $2::bigint END, 'anonymous', 'flagged ' || number,
            'wallet.transfer', ARRAY['velocity'], 'flag', CASE WHEN number % 2 = 0 THEN 'open' ELSE 'cleared' END, now(),
            CASE WHEN number % 2 = 1 THEN now() END, CASE WHEN number % 2 = 1 THEN 'admin-1' END,
            CASE WHEN number % 2 = 1 THEN 'known guest' END, '{}'
        FROM generate_series(1, 4) AS number
        """,
    ]
}
