/// Which statements the server has prepared for one connection, and under which names. Pure bookkeeping.
///
/// Preparing is not transactional: a statement prepared in a segment that fails later stays. One that stood behind the
/// failure was never made. So a statement counts as prepared only when the server has said so, and names are never
/// reused.
struct PreparedStatements {
    /// What to do to run a statement.
    enum Plan: Equatable {
        /// It is there.
        case use(name: String)
        /// Prepare it under this name first, in the same segment.
        case prepare(name: String)
        /// Send the text along: the statement is being prepared by an earlier segment that may fail, or there is no
        /// room.
        case direct
    }

    /// A class, so that a use costs one look-up.
    private final class Entry {
        let name: String
        let types: [UInt32]
        /// The segment that prepares it; `nil` once the server has confirmed.
        var segment: Int?
        var lastUse: UInt64

        init(name: String, types: [UInt32], segment: Int, lastUse: UInt64) {
            self.name = name
            self.types = types
            self.segment = segment
            self.lastUse = lastUse
        }
    }

    private let limit: Int
    // Nearly always one entry; the same text with other parameter types is another statement.
    private var entries: [String: [Entry]] = [:]
    /// The number of statements in use or being prepared.
    private(set) var count = 0
    private var uses: UInt64 = 0
    private var names = 0
    /// Names that the server still keeps and nobody uses: to be deallocated outside of any transaction.
    private(set) var garbage: [String] = []

    init(limit: Int) {
        self.limit = max(1, limit)
    }

    /// Decides how a statement of segment `segment` is run.
    mutating func plan(_ sql: String, types: [UInt32], segment: Int) -> Plan {
        uses += 1
        if let entry = entries[sql]?.first(where: { $0.types == types }) {
            entry.lastUse = uses
            return entry.segment == nil || entry.segment == segment ? .use(name: entry.name) : .direct
        }
        guard makeRoom() else { return .direct }
        names += 1
        let name = "k\(names)"
        entries[sql, default: []].append(Entry(name: name, types: types, segment: segment, lastUse: uses))
        count += 1
        return .prepare(name: name)
    }

    /// The server has prepared it.
    mutating func confirm(_ sql: String, name: String) {
        entries[sql]?.first { $0.name == name }?.segment = nil
    }

    /// It was not prepared, or is no longer there.
    ///
    /// - Parameter remains: the server still has it, and is to be told to drop it.
    mutating func forget(_ sql: String, name: String, remains: Bool) {
        guard let index = entries[sql]?.firstIndex(where: { $0.name == name }) else { return }
        entries[sql]?.remove(at: index)
        if entries[sql]?.isEmpty == true { entries[sql] = nil }
        count -= 1
        if remains { garbage.append(name) }
    }

    /// Hands over the names to deallocate.
    mutating func takeGarbage() -> [String] {
        defer { garbage.removeAll() }
        return garbage
    }

    /// Evicts the least recently used statement if all places are taken.
    ///
    /// - Returns: false if there is no room: all are being prepared, or too many wait to be deallocated.
    private mutating func makeRoom() -> Bool {
        guard count >= limit else { return true }
        guard garbage.count < limit else { return false }
        let candidates = entries.lazy.flatMap { sql, list in list.map { (sql, $0) } }.filter { $0.1.segment == nil }
        guard let (sql, entry) = candidates.min(by: { $0.1.lastUse < $1.1.lastUse }) else { return false }
        forget(sql, name: entry.name, remains: true)
        return true
    }
}
