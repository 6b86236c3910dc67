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
    var outboxIndex: Int?

    /// - Parameters:
    ///   - instance: whose outbox row it is.
    ///   - lane: which of the instance's lanes.
    ///   - cleared: outbox rows that are done with.
    ///   - sealer: seals the numbers of bank accounts.
    init(_ book: Book, instance: String, lane: Int, cleared: [Int64], sealer: BankKeyRing?) throws {
        let changes = book.changes
        let now = Parameter.timestamp(book.now.microseconds)
        addUnits(changes)
        addParties(book, now)
        addAccounts(book, now)
        addHolds(book, now)
        addRequests(book, now)
        try addBankAccounts(book, now, sealer)
        addBounds(book, now)
        addTransactions(changes, now)
        addStates(book)
        addOutcomes(changes, now)
        addFlags(book, now)
        let announced = (changes.outcomes.filter(\.isAnnounced).map(\.number) + changes.raised.map(\.flag.id.number))
            .sorted()
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

    private mutating func addAccounts(_ book: Book, _ now: Parameter) {
        let opened = book.changes.opened.sorted().compactMap { book.account($0) }
        if !opened.isEmpty {
            statements.append(
                Statement(
                    """
                    INSERT INTO accounts (id, owner, kind, unit, status, is_limited, posted, held, overdraft_limit, version,
                        entry_seq, shortfall, opened_at)
                    SELECT *, $13::timestamptz FROM unnest($1::bigint[], $2::text[], $3::text[], $4::smallint[], $5::text[],
                        $6::boolean[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[])
                    """,
                    [
                        .int64Array(opened.map(\.id.number)), .optionalTextArray(opened.map { $0.owner?.text }),
                        .textArray(opened.map(\.kind)), .int16Array(opened.map(\.unit.number)),
                        .textArray(opened.map(\.status.rawValue)), .boolArray(opened.map(\.isLimited)),
                        .int64Array(opened.map(\.posted)), .int64Array(opened.map(\.held)),
                        .int64Array(opened.map(\.overdraftLimit)), .int64Array(opened.map(\.version)),
                        .int64Array(opened.map(\.entrySequence)),
                        .int64Array(opened.map(\.shortfall)), now,
                    ]))
        }
        let changed = book.changes.changed.sorted().compactMap { book.account($0) }
        // Status and limits only change while the book has its accounts to itself, and chargebacks are rare: for most, four columns are enough.
        let whole = changed.filter { book.isExclusive || $0.shortfall != $0.loadedShortfall }
        let usual = whole.isEmpty ? changed : changed.filter { !book.isExclusive && $0.shortfall == $0.loadedShortfall }
        if !usual.isEmpty { statements.append(Statement(Self.updateBalances, Self.balances(of: usual))) }
        guard !whole.isEmpty else { return }
        statements.append(
            Statement(
                Self.updateAll,
                Self.balances(of: whole) + [
                    .textArray(whole.map(\.status.rawValue)), .boolArray(whole.map(\.isLimited)),
                    .int64Array(whole.map(\.overdraftLimit)), .int64Array(whole.map(\.shortfall)),
                ]))
    }

    private static func balances(of accounts: [Account]) -> [Parameter] {
        [
            .int64Array(accounts.map(\.id.number)), .int64Array(accounts.map(\.posted)),
            .int64Array(accounts.map(\.held)), .int64Array(accounts.map(\.version)),
            .int64Array(accounts.map(\.entrySequence)),
        ]
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
            status = new.status, is_limited = new.is_limited, overdraft_limit = new.overdraft_limit, shortfall = new.shortfall
        FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[], $7::boolean[],
            $8::bigint[], $9::bigint[])
            AS new (id, posted, held, version, entry_seq, status, is_limited, overdraft_limit, shortfall)
        WHERE accounts.id = new.id
        """
}
