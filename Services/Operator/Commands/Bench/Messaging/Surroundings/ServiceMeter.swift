import Foundation
import MessagingClient

/// The process behind a port of this machine: its memory and its processor time.
struct ServiceMeter: Sendable {
    private let processes: Set<Int32>

    /// Finds who listens there; nobody where that is another machine, or another user's process.
    init(_ address: MessagingAddress) {
        processes = ProcessorMeter.isLocal(address.host) ? SocketTable().listeners(at: address.port) : []
    }

    /// Resident memory in bytes; nil where it is not known.
    var residentBytes: Int? {
        let pages = processes.compactMap { id in
            ProcFile.text("/proc/\(id)/statm").split(separator: " ").dropFirst().first.flatMap { Int($0) }
        }
        return pages.isEmpty ? nil : pages.reduce(0, +) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// Processor time so far, in seconds; nil where it is not known.
    var processorSeconds: Double? {
        processes.isEmpty
            ? nil : Double(ProcessTable().ticks(ofTreesFrom: processes)) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}
