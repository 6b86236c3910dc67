import Contracts
import Logging
import Metrics
import Postgres
import ServiceKit

/// Seals numbers with the current key that are still under another one, so that the other one can be retired.
///
/// Page by page, each in a transaction of its own, and past rows that a lane is just using: those come the next time. Several instances
/// share the work. While they disagree about the current key, during a roll-out, they undo one another's, which does no harm and ends with it.
struct BankKeyRotation: Sendable {
    let pool: PostgresPool
    let keys: BankKeyRing
    let logger: Logger
    /// Notes the connection as one to be ended with this instance's lease: it holds locks on rows that lanes want.
    var register: @Sendable (PostgresConnection) async throws -> Void = { _ in }
    private let resealed = Counter(label: "kauri_bank_numbers_resealed")
    private let left = Meter(label: "kauri_bank_numbers_old_key")

    init(pool: PostgresPool, keys: BankKeyRing, logger: Logger) {
        self.pool = pool
        self.keys = keys
        self.logger = logger
    }

    /// What the metrics mean, for `/metrics` and the documentation.
    static let metrics: [MetricDescription] = [
        MetricDescription(
            "kauri_bank_numbers_resealed", .counter, "Bank account numbers that were sealed anew with the current key"),
        MetricDescription(
            "kauri_bank_numbers_old_key", .gauge, "Bank account numbers that another than the current key opens"),
    ]

    /// Seals anew until nothing is left that can be.
    ///
    /// - Throws: `PostgresError`; ``BankRotationError`` after all others are done, where some numbers could not be opened.
    func run() async throws {
        guard try await count() > 0 else { return }
        var all = Page()
        for key in keys.others {
            var position: Int64? = 0
            while let after = position {
                try Task.checkCancellation()
                let page = try await sealPage(of: key, after: after)
                resealed.increment(by: page.sealed)
                all.add(page)
                position = page.last
            }
        }
        let left = try await count()
        if all.sealed > 0 {
            logger.info("sealed bank account numbers anew", metadata: ["numbers": "\(all.sealed)", "left": "\(left)"])
        }
        if let first = all.firstUnopened { throw BankRotationError(count: all.unopened, first: first) }
    }

    /// What became of the rows of a page, or of several.
    private struct Page {
        var sealed = 0
        var unopened = 0
        var firstUnopened: BankAccountID?
        /// The id that the next page comes after; nil at the end.
        var last: Int64?

        mutating func add(_ page: Page) {
            sealed += page.sealed
            unopened += page.unopened
            firstUnopened = firstUnopened ?? page.firstUnopened
        }
    }

    private func sealPage(of key: String, after: Int64) async throws -> Page {
        try await pool.withConnection { connection in
            try await register(connection)
            return try await connection.withTransaction { try await sealPage(of: key, after: after, $0) }
        }
    }

    private func sealPage(of key: String, after: Int64, _ connection: PostgresConnection) async throws -> Page {
        let rows = try await connection.run(
            Statement(Self.oldNumbers, [.text(key), .int64(after), .int64(Self.pageSize)]))
        var page = Page()
        var new: [(id: Int64, bytes: [UInt8])] = []
        for row in rows {
            let id = try row.int64(0)
            page.last = id
            if let sealed = sealedAnew(id, try row.text(1), SealedNumber(key: key, bytes: try row.bytes(2))) {
                new.append((id, sealed.bytes))
            } else {
                page.unopened += 1
                page.firstUnopened = page.firstUnopened ?? BankAccountID(number: id)
            }
        }
        guard !new.isEmpty else { return page }
        page.sealed = new.count
        try await connection.run(
            Statement(
                Self.storeAnew, [.text(keys.current), .int64Array(new.map(\.id)), .byteaArray(new.map(\.bytes))]))
        return page
    }

    /// One that cannot be opened stays as it is: it may be needed to find out what happened to it.
    private func sealedAnew(_ id: Int64, _ party: String, _ old: SealedNumber) -> SealedNumber? {
        let account = BankAccountID(number: id)
        guard let party = PartyID(text: party) else { return nil }
        guard let digits = try? keys.open(old, bankAccount: account, party: party) else { return nil }
        return try? keys.seal(digits, bankAccount: account, party: party)
    }

    private func count() async throws -> Int64 {
        let count = try await pool.withConnection { connection in
            try await connection.run(Statement(Self.countOld, [.text(keys.current)]))[0].int64(0)
        }
        left.set(count)
        return count
    }

    private static let pageSize: Int64 = 200

    /// Those of one key after an id. Written so that only `bank_accounts_by_key` has the order: with `number_key = $1 ORDER BY id` the
    /// planner reads all ids and throws away those of other keys.
    static let oldNumbers = """
        SELECT id, party_id, number_sealed FROM bank_accounts
        WHERE (number_key, id) > ($1::text, $2::bigint) AND number_key <= $1::text
        ORDER BY number_key, id LIMIT $3::bigint FOR UPDATE SKIP LOCKED
        """

    static let storeAnew = """
        UPDATE bank_accounts SET number_key = $1::text, number_sealed = new.sealed
        FROM unnest($2::bigint[], $3::bytea[]) AS new (id, sealed) WHERE bank_accounts.id = new.id
        """

    /// In two ranges, each of which the index has; a `<>` would read all of it.
    static let countOld = """
        SELECT (SELECT count(*) FROM bank_accounts WHERE number_key < $1::text)
            + (SELECT count(*) FROM bank_accounts WHERE number_key > $1::text)
        """
}

/// Numbers that could not be opened with the key that their rows name: the rows were damaged, or another key bears that id now.
struct BankRotationError: Error, Hashable, CustomStringConvertible {
    let count: Int
    let first: BankAccountID

    var description: String {
        "\(count) bank account numbers cannot be opened with the key that their rows name, the first is that of \(first)"
    }
}
