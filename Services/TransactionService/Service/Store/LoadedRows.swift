import Contracts
import Ledger
import Postgres

/// The answers to ``LoadStatements``, made into a book.
struct LoadedRows {
    private let parts: [(part: LoadStatements.Part, rows: QueryResult)]
    private var again: [QueryResult] = []

    init(parts: [LoadStatements.Part], results: [QueryResult]) {
        self.parts = Array(zip(parts, results)).map { (part: $0, rows: $1) }
    }

    mutating func add(again results: [QueryResult]) {
        again += results
    }

    /// The wallets that were asked for and did not come; nil where all came.
    func missingAccounts(_ needs: Needs) throws -> Set<AccountID>? {
        var wanted = needs.isPlain ? needs.accounts : []
        for row in rows(.resolved) { wanted.insert(AccountID(number: try row.int64(0))) }
        for row in accountRows { wanted.remove(AccountID(number: try row.int64(0))) }
        return wanted.isEmpty ? nil : wanted
    }

    func units() throws -> UnitRegistry? {
        guard parts.contains(where: { $0.part == .units }) else { return nil }
        var units = UnitRegistry()
        for row in rows(.units) { try units.register(UnitStore.unit(from: row)) }
        return units
    }

    func numberBlocks() throws -> [Int64] {
        try rows(.numbers).map { try $0.int64(0) }
    }

    var unlimitedAccounts: [AccountID] {
        (rows(.unlimited) + again.dropFirst().flatMap { Array($0) }).compactMap { row in
            (try? row.int64(0)).map { AccountID(number: $0) }
        }
    }

    /// - Parameter opener: opens the sealed numbers of bank accounts; nil leaves them sealed.
    func book(
        units: UnitRegistry, numbers: NumberSource, isExclusive: Bool, policy: Policy, opener: BankKeyRing?
    ) throws -> Book {
        guard let now = try rows(.time).first?.timestamp(0) else { throw StoreError.connectionGone }
        var book = Book(
            now: Timestamp(microseconds: now), units: units, numbers: numbers, isExclusive: isExclusive, policy: policy)
        let accounts = accountRows
        book.reserve(accounts: accounts.count)
        for row in accounts { book.insert(try Account(row, units: units)) }
        for row in rows(.holds) { book.insert(try Hold(row)) }
        for row in rows(.parties) + rows(.phones) { book.insert(try Party(row)) }
        try insertWorkflows(into: &book, opener)
        try insertBounds(into: &book)
        for past in try pasts(units) { book.insert(past) }
        for row in rows(.outcomes) {
            book.insert(
                StoredOutcome(
                    fingerprint: Fingerprint(bytes: try row.bytes(2)), document: Array(try row.text(3).utf8),
                    isCommitted: try row.bool(4)),
                under: CommandKey(subject: try row.text(0), messageID: try row.text(1)))
        }
        return book
    }

    private var accountRows: [Row] {
        rows(.limited) + rows(.unlimited) + again.flatMap { Array($0) }
    }

    func rows(_ part: LoadStatements.Part) -> [Row] {
        parts.filter { $0.part == part }.flatMap { Array($0.rows) }
    }

    private func pasts(_ units: UnitRegistry) throws -> [PastTransaction] {
        var postings: [TransactionID: [Posting]] = [:]
        var types: [TransactionID: (type: TransactionType, postedAt: Timestamp)] = [:]
        for row in rows(.legs) {
            let id = TransactionID(number: try row.int64(0))
            guard let type = TransactionType(rawValue: try row.text(1)), let unit = units[try row.int16(4)] else {
                continue
            }
            types[id] = (type, Timestamp(microseconds: try row.timestamp(5)))
            postings[id, default: []].append(
                Posting(account: AccountID(number: try row.int64(2)), amount: try row.int64(3), unit: unit))
        }
        var states: [TransactionID: (refunded: [Int64], reversedBy: Int64?)] = [:]
        for row in rows(.states) {
            states[TransactionID(number: try row.int64(0))] = (try row.int64Array(1), try row.optionalInt64(2))
        }
        return types.map { id, head in
            PastTransaction(
                id: id, type: head.type, postings: postings[id] ?? [], postedAt: head.postedAt,
                refunded: states[id]?.refunded,
                reversedBy: states[id]?.reversedBy.map { TransactionID(number: $0) })
        }
    }
}

extension Account {
    fileprivate init(_ row: Row, units: UnitRegistry) throws {
        guard let unit = units[try row.int16(3)], let status = AccountStatus(rawValue: try row.text(4)) else {
            throw StoreError.unknownValue("accounts holds a unit or a status that this program does not know")
        }
        self.init(
            id: AccountID(number: try row.int64(0)), owner: try row.optionalText(1).flatMap { PartyID(text: $0) },
            kind: try row.text(2), unit: unit, status: status, isLimited: try row.bool(5), posted: try row.int64(6),
            held: try row.int64(7), overdraftLimit: try row.int64(8), loadedShortfall: try row.int64(11),
            version: try row.int64(9), entrySequence: try row.int64(10))
    }
}

extension Hold {
    fileprivate init(_ row: Row) throws {
        guard let state = State(rawValue: try row.text(6)) else {
            throw StoreError.unknownValue("holds has a state that this program does not know")
        }
        self.init(
            id: HoldID(number: try row.int64(0)), account: AccountID(number: try row.int64(1)),
            amount: try row.int64(2), placedAt: Timestamp(microseconds: try row.timestamp(9)),
            expiresAt: Timestamp(microseconds: try row.timestamp(3)),
            reference: try row.optionalText(7), description: try row.optionalText(8), captured: try row.int64(4),
            released: try row.int64(5), state: state)
    }
}
