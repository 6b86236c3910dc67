import Contracts
import Ledger
import Postgres

/// Everything that a batch writes, as one pipelined segment that ends with the commit: whole columns, never row by row.
///
/// Accounts without a limit come last, in id order, and their entries with them: their rows are locked for the shortest time, and
/// the check of legs sees every entry of the batch in one statement.
struct CommitStatements {
    var statements: [Statement] = []
    /// Which of the statements gives the outbox row's id.
    private(set) var outboxIndex: Int?

    /// - Parameters:
    ///   - instance: whose outbox row it is.
    ///   - lane: which of the instance's lanes.
    ///   - cleared: outbox rows that are done with.
    init(_ book: Book, instance: String, lane: Int, cleared: [Int64]) {
        let changes = book.changes
        let now = Parameter.timestamp(book.now.microseconds)
        addUnits(changes)
        addParties(changes, now)
        addAccounts(book, now)
        addHolds(book, now)
        addTransactions(changes, now)
        addStates(book)
        addOutcomes(changes, now)
        let announced = changes.outcomes.filter(\.isAnnounced).map(\.number)
        if !announced.isEmpty {
            outboxIndex = statements.count
            statements.append(
                Statement(
                    "INSERT INTO outbox (instance, lane, numbers) VALUES ($1::text, $2::smallint, $3::bigint[]) RETURNING id",
                    [.text(instance), .int16(Int16(lane)), .int64Array(announced)]))
        }
        if !cleared.isEmpty {
            statements.append(OutboxStatements.delete(cleared))
        }
        if let entries = EntryStatement(changes, now).statement { statements.append(entries) }
        statements.append(.commit)
    }

    private mutating func addUnits(_ changes: Changes) {
        guard !changes.units.isEmpty else { return }
        let units = changes.units
        statements.append(
            Statement(
                UnitStore.insertUnits,
                [
                    .int16Array(units.map(\.unit.number)), .textArray(units.map(\.unit.code)),
                    .textArray(units.map(\.name)), .int16Array(units.map { Int16($0.unit.decimals) }),
                ]))
        statements.append(UnitStore.openSystemAccounts(units.map(\.unit)))
    }

    private mutating func addParties(_ changes: Changes, _ now: Parameter) {
        guard !changes.parties.isEmpty else { return }
        let parties = changes.parties
        statements.append(
            Statement(
                """
                INSERT INTO parties (id, party_type, name, language, time_zone, phone, kyc_level, metadata, registered_at)
                SELECT *, $9::timestamptz FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[],
                    $6::text[], $7::smallint[], $8::jsonb[])
                """,
                [
                    .textArray(parties.map(\.id.text)), .textArray(parties.map(\.type.rawValue)),
                    .textArray(parties.map(\.name)), .optionalTextArray(parties.map(\.language)),
                    .optionalTextArray(parties.map(\.timeZone)), .optionalTextArray(parties.map { $0.phone?.text }),
                    .int16Array(parties.map { Int16($0.kycLevel) }),
                    .optionalJsonbArray(parties.map { $0.metadata.json }), now,
                ]))
    }

    private mutating func addAccounts(_ book: Book, _ now: Parameter) {
        let opened = book.changes.opened.sorted().compactMap { book.account($0) }
        if !opened.isEmpty {
            statements.append(
                Statement(
                    """
                    INSERT INTO accounts (id, owner, kind, unit, status, is_limited, posted, held, overdraft_limit, version,
                        entry_seq, opened_at)
                    SELECT *, $12::timestamptz FROM unnest($1::bigint[], $2::text[], $3::text[], $4::smallint[], $5::text[],
                        $6::boolean[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[])
                    """,
                    [
                        .int64Array(opened.map(\.id.number)), .optionalTextArray(opened.map { $0.owner?.text }),
                        .textArray(opened.map(\.kind)), .int16Array(opened.map(\.unit.number)),
                        .textArray(opened.map(\.status.rawValue)), .boolArray(opened.map(\.isLimited)),
                        .int64Array(opened.map(\.posted)), .int64Array(opened.map(\.held)),
                        .int64Array(opened.map(\.overdraftLimit)), .int64Array(opened.map(\.version)),
                        .int64Array(opened.map(\.entrySequence)), now,
                    ]))
        }
        let changed = book.changes.changed.sorted().compactMap { book.account($0) }
        guard !changed.isEmpty else { return }
        var columns: [Parameter] = [
            .int64Array(changed.map(\.id.number)), .int64Array(changed.map(\.posted)), .int64Array(changed.map(\.held)),
            .int64Array(changed.map(\.version)), .int64Array(changed.map(\.entrySequence)),
        ]
        // Status and limits only change while the book has its accounts to itself; otherwise four columns are enough.
        guard book.isExclusive else {
            statements.append(Statement(Self.updateBalances, columns))
            return
        }
        columns += [
            .textArray(changed.map(\.status.rawValue)), .boolArray(changed.map(\.isLimited)),
            .int64Array(changed.map(\.overdraftLimit)),
        ]
        statements.append(Statement(Self.updateAll, columns))
    }

    private mutating func addHolds(_ book: Book, _ now: Parameter) {
        let holds = book.changes.holds.sorted().compactMap { book.hold($0) }
        guard !holds.isEmpty else { return }
        statements.append(
            Statement(
                """
                INSERT INTO holds (id, account_id, amount, captured, released, state, expires_at, reference, description, placed_at)
                SELECT *, $10::timestamptz FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[],
                    $6::text[], $7::timestamptz[], $8::text[], $9::text[])
                ON CONFLICT (id) DO UPDATE
                    SET captured = excluded.captured, released = excluded.released, state = excluded.state
                """,
                [
                    .int64Array(holds.map(\.id.number)), .int64Array(holds.map(\.account.number)),
                    .int64Array(holds.map(\.amount)), .int64Array(holds.map(\.captured)),
                    .int64Array(holds.map(\.released)), .textArray(holds.map(\.state.rawValue)),
                    .timestampArray(holds.map(\.expiresAt.microseconds)), .optionalTextArray(holds.map(\.reference)),
                    .optionalTextArray(holds.map(\.description)), now,
                ]))
    }

    private mutating func addStates(_ book: Book) {
        // Rows with arrays of different lengths do not fit into one array parameter; refunds and reversals are rare enough.
        for past in book.changes.pasts.sorted().compactMap({ book.past($0) }) {
            statements.append(
                Statement(
                    """
                    INSERT INTO transaction_states (transaction_id, amount, refunded, refunded_by_leg, reversed_by)
                    VALUES ($1::bigint, $2::bigint, $3::bigint, $4::bigint[], $5::bigint)
                    ON CONFLICT (transaction_id) DO UPDATE SET refunded = excluded.refunded,
                        refunded_by_leg = excluded.refunded_by_leg, reversed_by = excluded.reversed_by
                    """,
                    [
                        .int64(past.id.number), .int64(past.amount), .int64(past.refundedTotal),
                        .int64Array(past.refunded), .optionalInt64(past.reversedBy?.number),
                    ]))
        }
    }

    private static let updateBalances = """
        UPDATE accounts SET posted = new.posted, held = new.held, version = new.version, entry_seq = new.entry_seq
        FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[])
            AS new (id, posted, held, version, entry_seq)
        WHERE accounts.id = new.id
        """

    private static let updateAll = """
        UPDATE accounts SET posted = new.posted, held = new.held, version = new.version, entry_seq = new.entry_seq,
            status = new.status, is_limited = new.is_limited, overdraft_limit = new.overdraft_limit
        FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[], $7::boolean[],
            $8::bigint[]) AS new (id, posted, held, version, entry_seq, status, is_limited, overdraft_limit)
        WHERE accounts.id = new.id
        """
}
