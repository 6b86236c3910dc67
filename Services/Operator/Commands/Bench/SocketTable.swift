import Foundation

/// Which processes listen at a port of this machine, and which are connected to one, from `/proc/net`.
struct SocketTable: Sendable {
    /// One TCP socket.
    struct Entry: Sendable, Hashable {
        let localPort: UInt16
        let remotePort: UInt16
        let isListening: Bool
        let inode: String
    }

    private let entries: [Entry]
    private let owners: [String: Set<Int32>]

    /// Reads the tables. What belongs to another user's processes is only seen by root.
    init() {
        entries = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap { path in
            ProcFile.text(path).split(separator: "\n").dropFirst().compactMap { Entry(line: $0) }
        }
        let wanted = Set(entries.map(\.inode))
        var owners: [String: Set<Int32>] = [:]
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
            guard let id = Int32(name) else { continue }
            for file in (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(id)/fd")) ?? [] {
                let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(id)/fd/\(file)")
                guard let target, target.hasPrefix("socket:[") else { continue }
                let inode = String(target.dropFirst(8).dropLast())
                if wanted.contains(inode) { owners[inode, default: []].insert(id) }
            }
        }
        self.owners = owners
    }

    /// Who listens at a port.
    func listeners(at port: Int) -> Set<Int32> {
        processes { $0.isListening && Int($0.localPort) == port }
    }

    /// Who is connected to a port.
    func clients(of port: Int) -> Set<Int32> {
        processes { !$0.isListening && Int($0.remotePort) == port }
    }

    private func processes(_ condition: (Entry) -> Bool) -> Set<Int32> {
        entries.filter(condition).reduce(into: []) { $0.formUnion(owners[$1.inode] ?? []) }
    }
}

extension SocketTable.Entry {
    /// Reads a line of `/proc/net/tcp`; see proc(5).
    init?(line: Substring) {
        let fields = line.split(separator: " ")
        guard fields.count > 9, let local = Self.port(fields[1]), let remote = Self.port(fields[2]) else { return nil }
        localPort = local
        remotePort = remote
        isListening = fields[3] == "0A"
        inode = String(fields[9])
    }

    private static func port(_ address: Substring) -> UInt16? {
        address.split(separator: ":").last.flatMap { UInt16($0, radix: 16) }
    }
}
