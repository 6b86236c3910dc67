import Contracts
import Postgres

/// One reading of the whole journal: outcomes, transactions with their entries, and flags, all by number, along with the links that they are in.
///
/// Whatever is asked of single rows, of rows that belong together, and of sums is asked while they come by, so that each row is read
/// once, sorted by nobody but an index, and forgotten when its link is complete.
struct JournalPass {
    let outcomes: RowStream
    let transactions: RowStream
    let entries: RowStream
    let flags: RowStream
    let links: RowStream
    let units: [Int16: UnitText]
    let beginning: ChainBeginning
    let progress: @Sendable (Int) -> Void

    var accounts: AccountTallies
    var findings = Findings()
    var size = VerifyReport.Size()
    /// Links of which more ranges are to come.
    var open: [LinkUnderCheck.Key: LinkUnderCheck] = [:]
    /// Everything below has been read.
    var position: Int64 = .min
    var posting: OpenTransaction?
    var lastTransaction: Int64 = 0
    var lastOutcome: Int64 = 0
    var text = DocumentText()

    /// - Parameter snapshot: two connections: outcomes come over the first, transactions and entries over the second.
    init(_ snapshot: Snapshot, progress: @escaping @Sendable (Int) -> Void) async throws {
        let (first, second) = (snapshot.connections[0], snapshot.connections[1])
        self.progress = progress
        units = try await Self.units(first)
        beginning = try await ChainBeginning(first)
        accounts = try await AccountTallies(first)
        links = try await RowStream("verified_links", Self.linkParts, on: first)
        outcomes = try await RowStream("verified_outcomes", Self.allOutcomes, on: first)
        flags = try await RowStream("verified_flags", Self.allFlags, on: first)
        transactions = try await RowStream("verified_transactions", Self.allTransactions, on: second)
        entries = try await RowStream("verified_entries", Self.allEntries, on: second)
    }

    /// Reads everything.
    mutating func run() async throws {
        size.accounts = accounts.count
        while links.hasRow || links.isDry {
            try await links.refill()
            while links.hasRow {
                try await readNextPart()
                links.advance()
            }
        }
        try await readUnlinked(below: .max)
        // What still waits for a range has lost it to another link.
        for link in open.values.sorted(by: { ($0.key?.text ?? "") < ($1.key?.text ?? "") }) { end(link) }
    }

    /// Reads whatever has a number in a range.
    mutating func read(below bound: Int64, _ link: inout LinkUnderCheck) async throws {
        while !readTransactions(below: bound, &link) {
            try await transactions.refill()
            try await entries.refill()
            progress(size.outcomes + size.transactions + size.entries)
        }
        while !readOutcomes(below: bound, &link) {
            try await outcomes.refill()
            progress(size.outcomes + size.transactions + size.entries)
        }
        while !readFlags(below: bound, &link) { try await flags.refill() }
        position = bound
    }

    private static func units(_ connection: PostgresConnection) async throws -> [Int16: UnitText] {
        var units: [Int16: UnitText] = [:]
        for row in try await connection.run(Statement(once: "SELECT number, code, decimals FROM units")) {
            let code = try row.text(1)
            units[try row.int16(0)] = UnitText(
                code: Array(code.utf8), text: code, decimals: UInt8(clamping: try row.int16(2)))
        }
        return units
    }

    private static let linkParts = """
        SELECT lower(part), upper(part), chain, sequence, previous, hash, decided_at,
            array_to_string(unlimited, ','), numbers::text
        FROM audit_links, unnest(numbers) AS part ORDER BY 1, 2, 3, 4
        """

    private static let allOutcomes = """
        SELECT number, subject, message_id, is_committed::integer, proof, type, error_code, actor_id, actor_role, traceparent,
            fingerprint, document, decided_at
        FROM outcomes ORDER BY number
        """

    private static let allTransactions = """
        SELECT id, type, reference, description, metadata, original_id, hold_id, posted_at FROM transactions ORDER BY id
        """

    private static let allEntries = """
        SELECT transaction_id, leg, account_id, sequence, amount, balance, unit, posted_at
        FROM entries ORDER BY transaction_id, leg
        """

    private static let allFlags = "SELECT id, account_id, document, raised_at FROM risk_flags ORDER BY id"
}

/// Since when the ledger has chains: what was committed before is in no link, and nothing is wrong with it.
struct ChainBeginning {
    let time: Int64
    let number: Int64

    init(_ connection: PostgresConnection) async throws {
        let row = try await connection.run(
            Statement(
                once: """
                    SELECT (SELECT applied_at FROM schema_migrations WHERE name = 'audit'),
                        (SELECT min(lower(numbers)) FROM audit_links)
                    """))[0]
        time = try row.optionalTimestamp(0) ?? .min
        number = try row.optionalInt64(1) ?? .max
    }

    /// Whether something of that number and time is older than the first link.
    func isAfter(_ number: Int64, _ time: Int64) -> Bool { number < self.number && time < self.time }
}
