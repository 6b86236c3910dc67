import Contracts
import GroupCommit
import Ledger
import LedgerAudit
import Logging
import Postgres

/// One lane's view of the database: loads what a batch needs, under locks, and commits what it decided.
///
/// Not shared: one lane, one store, one connection. The sequence is ``load(_:commands:)``, then ``commit(_:)`` or ``rollback()``.
actor LedgerStore: ConnectedStore {
    let configuration: PostgresConfiguration
    private let lane: Int
    private let published: PublishedRows
    private let policy: Policy
    private let keys: BankKeyRing?
    let logger: Logger
    private var lease: Lease?
    var connection: PostgresConnection?
    /// The last connection, by the server's name for it.
    private var backend: Backend?
    private var units: UnitRegistry?
    private var numbers = NumberSource()
    /// Where the chain ends that this lane's connection has claimed.
    private var head: AuditHead?
    /// Accounts found to have no limit: a hint only, bounded, that saves asking for them among the limited ones.
    private var unlimited: Set<AccountID> = []
    /// Outbox rows that this lane knows to have committed and so announces by itself.
    private var known: Set<Int64> = []
    /// Batches that were committed although the connection was lost before the database could say so.
    private var orphans: [Orphan] = []

    /// A committed batch that nobody has announced.
    struct Orphan {
        let row: Int64
        let events: [LedgerEvent]
    }

    init(
        configuration: PostgresConfiguration, lane: Int, published: PublishedRows, policy: Policy,
        keys: BankKeyRing?, logger: Logger
    ) {
        self.configuration = configuration
        self.lane = lane
        self.published = published
        self.policy = policy
        self.keys = keys
        self.logger = logger
    }

    /// Forgets everything, and goes on under another lease; nil for none.
    func begin(under lease: Lease?) async {
        await close()
        self.lease = lease
        known = []
        orphans = []
    }

    /// Opens a transaction, locks and reads what some commands need, and gives it as a book.
    ///
    /// - Throws: `PostgresError`; the transaction is then left to ``rollback()``.
    func load(_ needs: Needs, commands: Int) async throws -> Book {
        let connection = try await open()
        let units = self.units ?? UnitRegistry()
        let refreshesUnits = self.units == nil || needs.registersUnits || needs.currencies.contains { units[$0] == nil }
        let missing = commands * Book.numbersPerCommand - numbers.count
        let load = LoadStatements(
            needs, unlimited: unlimited, numberBlocks: max(0, (missing + Self.blockSize - 1) / Self.blockSize),
            refreshesUnits: refreshesUnits, window: policy.longestWindow)
        var rows = LoadedRows(parts: load.parts, results: try await connection.run(load.statements))
        if let missing = try rows.missingAccounts(needs) {
            // They have another kind of limit than was thought, or do not exist at all: both kinds are asked for.
            rows.add(
                again: try await connection.run([
                    LoadStatements.lockLimited(missing), LoadStatements.shareUnlimited(missing),
                ]))
        }
        if let loaded = try rows.units() { self.units = loaded }
        for start in try rows.numberBlocks() { numbers.add(start..<(start + Int64(Self.blockSize))) }
        let book: Book
        do {
            book = try rows.book(
                units: self.units ?? units, numbers: numbers, isExclusive: needs.administers, policy: policy,
                opener: needs.opensBankNumbers ? keys : nil)
        } catch let error as StoreError {
            // Another lane may have registered a unit meanwhile: the next attempt reads them anew.
            self.units = nil
            throw error
        }
        remember(unlimited: rows.unlimitedAccounts)
        return book
    }

    /// Writes everything that a book wants written, and commits.
    ///
    /// - Returns: the outbox row of the batch's events; nil where it has none.
    func commit(_ book: Book) async throws -> Int64? {
        guard let lease, let head, let connection, connection.isOpen else { throw StoreError.connectionGone }
        numbers = book.unusedNumbers
        let cleared = await published.take()
        do {
            let audit = book.changes.isEmpty ? nil : AuditBatch(book, blockSize: Int64(Self.blockSize))
            let link = audit.map { AuditLink(after: head, $0) }
            var writes = try CommitStatements(book, instance: lease.id, lane: lane, cleared: cleared, sealer: keys)
            if let audit, let link { writes.insert(link, of: audit) }
            let results = try await connection.run(writes.statements)
            if let link { self.head = AuditHead(link) }
            if !book.changes.units.isEmpty { units = book.units }
            let row = try writes.outboxIndex.flatMap { try results[$0].first?.int64(0) }
            remember(row, cleared)
            return row
        } catch {
            await published.putBack(cleared)
            throw error
        }
    }

    /// Takes the batches that were committed without this lane hearing of it, oldest first; they are to be announced before any other.
    func takeOrphans() -> [Orphan] {
        defer { orphans = [] }
        return orphans
    }

    /// The lane's connection, under its lease; with what an earlier one has left behind.
    func open() async throws -> PostgresConnection {
        if let connection, connection.isOpen { return connection }
        guard let lease, !lease.hasEnded else { throw StoreError.leaseGone }
        let connection = try await PostgresConnection.connect(configuration, logger: logger)
        do {
            let fresh = try await connection.register(under: lease)
            // A connection that was lost here may live on there, in the middle of a commit that nobody would hear of: only when it has ended
            // can be told what it has left.
            if let backend { try await connection.end(backend) }
            backend = fresh
            try await findOrphans(connection, of: lease)
            head = try await AuditHead.claim(on: connection)
        } catch {
            await connection.close()
            throw error
        }
        // What was learnt over the old connection may have gone with its transaction. So may numbers: a server that is killed forgets
        // a sequence's step that no commit has flushed, and gives the same numbers to somebody else.
        units = nil
        numbers = NumberSource()
        self.connection = connection
        return connection
    }

    /// A connection that breaks during a commit leaves open whether there was one; the outbox tells.
    private func findOrphans(_ connection: PostgresConnection, of lease: Lease) async throws {
        let rows = try await connection.run(OutboxStatements.ofLane(lane, of: lease.id))
        for row in rows where !known.contains(try row.int64(0)) {
            let outcomes = try await connection.run(OutboxStatements.outcomes(row.int64Array(1)))
            let orphan = Orphan(row: try row.int64(0), events: try OutboxStatements.events(outcomes))
            known.insert(orphan.row)
            orphans.append(orphan)
        }
    }

    private func remember(_ row: Int64?, _ cleared: [Int64]) {
        known.subtract(cleared)
        if let row { known.insert(row) }
        // Rows that upkeep deleted are forgotten in bulk; those under way are always among the newest.
        if known.count > Self.mostKnown { known = Set(known.sorted().suffix(Self.mostKnown / 2)) }
    }

    private func remember(unlimited found: [AccountID]) {
        if unlimited.count + found.count > Self.mostRemembered { unlimited.removeAll() }
        unlimited.formUnion(found.prefix(Self.mostRemembered))
    }

    private static let blockSize = 1_000
    private static let mostRemembered = 10_000
    private static let mostKnown = 1_000
}
