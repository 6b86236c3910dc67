import Contracts
import EventReplay
import Postgres

/// How replayed rows are written.
enum ReplayStatements {
    /// Whether nothing has ever happened in a database.
    static let contents = """
        SELECT NOT EXISTS (SELECT FROM outcomes) AND NOT EXISTS (SELECT FROM transactions) AND NOT EXISTS (SELECT FROM parties)
            AND NOT EXISTS (SELECT FROM accounts WHERE owner IS NOT NULL OR version > 0)
            AND NOT EXISTS (SELECT FROM units WHERE number >= \(CurrencyUnit.firstRegisteredNumber))
        """

    static func transactions(_ transactions: [ReplayedTransaction]) -> Statement {
        Statement(
            """
            INSERT INTO transactions (id, type, reference, description, metadata, original_id, hold_id, posted_at)
            SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::jsonb[], $6::bigint[], $7::bigint[],
                $8::timestamptz[])
            """,
            [
                .int64Array(transactions.map(\.id.number)), .textArray(transactions.map(\.type)),
                .optionalTextArray(transactions.map(\.reference)),
                .optionalTextArray(transactions.map(\.description)),
                .optionalJsonbArray(transactions.map(\.metadata)),
                .optionalInt64Array(transactions.map { $0.original?.number }),
                .optionalInt64Array(transactions.map { $0.hold?.number }),
                .timestampArray(transactions.map(\.postedAt.microseconds)),
            ])
    }

    /// All legs of a transaction in one statement: the database checks that they add up to zero.
    static func entries(_ transactions: [ReplayedTransaction]) -> Statement {
        let rows = transactions.flatMap { transaction in
            transaction.entries.enumerated().map { (transaction: transaction, leg: Int16($0), entry: $1) }
        }
        return Statement(
            """
            INSERT INTO entries (account_id, sequence, transaction_id, amount, balance, leg, unit, posted_at)
            SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::smallint[],
                $7::smallint[], $8::timestamptz[])
            """,
            [
                .int64Array(rows.map(\.entry.account.number)), .int64Array(rows.map(\.entry.sequence)),
                .int64Array(rows.map(\.transaction.id.number)), .int64Array(rows.map(\.entry.amount)),
                .int64Array(rows.map(\.entry.balance)), .int16Array(rows.map(\.leg)),
                .int16Array(rows.map(\.entry.unit)), .timestampArray(rows.map(\.transaction.postedAt.microseconds)),
            ])
    }

    static func units(_ units: [CurrencyUnit], names: [String: String]) -> Statement {
        Statement(
            "INSERT INTO units (number, code, name, decimals) SELECT * FROM unnest($1::smallint[], $2::text[], $3::text[], $4::smallint[])",
            [
                .int16Array(units.map(\.number)), .textArray(units.map(\.code)),
                .textArray(units.map { names[$0.code] ?? $0.code }), .int16Array(units.map { Int16($0.decimals) }),
            ])
    }

    static func systemAccounts(of units: [CurrencyUnit]) -> Statement {
        let accounts = units.flatMap { unit in SystemAccount.allCases.map { (account: $0, unit: unit) } }
        return Statement(
            """
            INSERT INTO accounts (id, kind, unit, status, is_limited)
            SELECT id, kind, unit, 'active', false FROM unnest($1::bigint[], $2::text[], $3::smallint[]) AS new (id, kind, unit)
            """,
            [
                .int64Array(accounts.map { $0.account.id(in: $0.unit).number }),
                .textArray(accounts.map(\.account.rawValue)), .int16Array(accounts.map(\.unit.number)),
            ])
    }

    static func parties(_ parties: [ReplayedParty]) -> Statement {
        Statement(
            """
            INSERT INTO parties (id, party_type, name, language, time_zone, kyc_level, registered_at, erased_at)
            SELECT id, party_type, '', language, time_zone, kyc_level, registered_at, erased_at
            FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::smallint[], $6::timestamptz[], $7::timestamptz[])
                AS new (id, party_type, language, time_zone, kyc_level, registered_at, erased_at)
            """,
            [
                .textArray(parties.map(\.id)), .textArray(parties.map(\.type)),
                .optionalTextArray(parties.map(\.language)), .optionalTextArray(parties.map(\.timeZone)),
                .int16Array(parties.map { Int16(clamping: $0.kycLevel) }),
                .timestampArray(parties.map(\.registeredAt.microseconds)),
                .optionalTimestampArray(parties.map { $0.erasedAt?.microseconds }),
            ])
    }

    static func wallets(_ accounts: [ReplayedAccount]) -> Statement {
        Statement(
            """
            INSERT INTO accounts (id, owner, kind, unit, status, is_limited, posted, held, overdraft_limit, version, entry_seq,
                shortfall, opened_at)
            SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::smallint[], $5::text[], $6::boolean[], $7::bigint[],
                $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::timestamptz[])
            """,
            [
                .int64Array(accounts.map(\.id.number)), .optionalTextArray(accounts.map(\.owner)),
                .textArray(accounts.map(\.kind)), .int16Array(accounts.map(\.unit.number)),
                .textArray(accounts.map(\.status)), .boolArray(accounts.map(\.isLimited)),
                .int64Array(accounts.map(\.posted)), .int64Array(accounts.map(\.held)),
                .int64Array(accounts.map(\.overdraftLimit)), .int64Array(accounts.map(\.version)),
                .int64Array(accounts.map(\.entries)), .int64Array(accounts.map(\.shortfall)),
                .timestampArray(accounts.map(\.openedAt.microseconds)),
            ])
    }

    static func systemBalances(_ accounts: [ReplayedAccount]) -> Statement {
        Statement(
            """
            UPDATE accounts SET posted = new.posted, version = new.version, entry_seq = new.entry_seq
            FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) AS new (id, posted, version, entry_seq)
            WHERE accounts.id = new.id
            """,
            [
                .int64Array(accounts.map(\.id.number)), .int64Array(accounts.map(\.posted)),
                .int64Array(accounts.map(\.version)), .int64Array(accounts.map(\.entries)),
            ])
    }

    static func holds(_ holds: [ReplayedHold]) -> Statement {
        Statement(
            """
            INSERT INTO holds (id, account_id, amount, captured, released, state, expires_at, placed_at, reference, description)
            SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[],
                $7::timestamptz[], $8::timestamptz[], $9::text[], $10::text[])
            """,
            [
                .int64Array(holds.map(\.id.number)), .int64Array(holds.map(\.account.number)),
                .int64Array(holds.map(\.amount)), .int64Array(holds.map(\.captured)),
                .int64Array(holds.map(\.released)), .textArray(holds.map(\.state)),
                .timestampArray(holds.map(\.expiresAt.microseconds)),
                .timestampArray(holds.map(\.placedAt.microseconds)), .optionalTextArray(holds.map(\.reference)),
                .optionalTextArray(holds.map(\.description)),
            ])
    }

    static func requests(_ requests: [ReplayedRequest]) -> Statement {
        Statement(
            """
            INSERT INTO requests (id, kind, state, account_id, amount, transaction_id, settlement_id, bank_account_id, job_type,
                delivery, expires_at, reference, description, reason, created_at, updated_at)
            SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
                $8::bigint[], $9::text[], $10::text[], $11::timestamptz[], $12::text[], $13::text[], $14::text[],
                $15::timestamptz[], $16::timestamptz[])
            """,
            [
                .int64Array(requests.map(\.number)), .textArray(requests.map(\.kind)),
                .textArray(requests.map(\.state)), .int64Array(requests.map(\.account.number)),
                .int64Array(requests.map(\.amount)), .optionalInt64Array(requests.map { $0.transaction?.number }),
                .optionalInt64Array(requests.map { $0.settlement?.number }),
                .optionalInt64Array(requests.map(\.bankAccount)), .optionalTextArray(requests.map(\.jobType)),
                .optionalTextArray(requests.map(\.delivery)),
                .optionalTimestampArray(requests.map { $0.expiresAt?.microseconds }),
                .optionalTextArray(requests.map(\.reference)), .optionalTextArray(requests.map(\.description)),
                .optionalTextArray(requests.map(\.reason)), .timestampArray(requests.map(\.createdAt.microseconds)),
                .timestampArray(requests.map(\.updatedAt.microseconds)),
            ])
    }

    static let legs = """
        SELECT transaction_id, array_agg(amount ORDER BY leg) FROM entries
        WHERE transaction_id = ANY($1::bigint[]) GROUP BY transaction_id
        """

    static let state = """
        INSERT INTO transaction_states (transaction_id, amount, refunded, refunded_by_leg, reversed_by)
        VALUES ($1::bigint, $2::bigint, $3::bigint, $4::bigint[], $5::bigint)
        """

    /// Blocks of numbers are taken until one begins beyond a number: what the ledger gives out from then on was never given out before.
    static let numbersBeyond = """
        SELECT count(nextval('ledger_numbers')) FROM generate_series(
            1, (SELECT greatest(0, ($1::bigint - start_value) / increment_by + 1) FROM pg_sequences WHERE sequencename = 'ledger_numbers'))
        """
}
