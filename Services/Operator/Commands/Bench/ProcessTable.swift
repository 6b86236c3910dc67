import Foundation

/// All processes of this machine at one moment, from `/proc`.
struct ProcessTable: Sendable {
    /// One process.
    struct Entry: Sendable, Hashable {
        let id: Int32
        let parent: Int32
        let name: String
        /// Its own processor time and that of its children which have ended, in clock ticks.
        let ticks: UInt64
    }

    private(set) var entries: [Int32: Entry] = [:]

    /// Reads the table.
    init() {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
            guard let id = Int32(name) else { continue }
            entries[id] = Entry(id: id, stat: ProcFile.text("/proc/\(id)/stat"))
        }
    }

    /// A table for tests.
    init(_ list: [Entry]) {
        for entry in list { entries[entry.id] = entry }
    }

    /// The processor time of some processes and all their descendants, in clock ticks.
    ///
    /// A process that ends between two calls is not lost: its parent then has its time.
    func ticks(ofTreesFrom roots: Set<Int32>) -> UInt64 {
        entries.values.reduce(0) { $0 + (isDescendant($1.id, of: roots) ? $1.ticks : 0) }
    }

    private func isDescendant(_ id: Int32, of roots: Set<Int32>) -> Bool {
        var id = id
        // A table that was read while processes came and went could have a loop.
        for _ in 0..<64 {
            if roots.contains(id) { return true }
            guard let parent = entries[id]?.parent, parent > 0, parent != id else { return false }
            id = parent
        }
        return false
    }
}

extension ProcessTable.Entry {
    /// Reads a line of `/proc/PID/stat`; see proc(5).
    init?(id: Int32, stat: String) {
        // The name stands in parentheses and may itself hold spaces and parentheses.
        guard let open = stat.firstIndex(of: "("), let close = stat.lastIndex(of: ")"), open < close else { return nil }
        let fields = stat[stat.index(after: close)...].split(separator: " ")
        guard fields.count > 14, let parent = Int32(fields[1]) else { return nil }
        self.id = id
        self.parent = parent
        name = String(stat[stat.index(after: open)..<close])
        ticks = fields[11...14].reduce(0) { $0 + (UInt64($1) ?? 0) }
    }
}
