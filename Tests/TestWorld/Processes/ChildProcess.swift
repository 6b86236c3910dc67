import Foundation
import Glibc
import Synchronization
import Waiting

/// A program that was started here, and that nobody forgets: it is killed when this process dies without having stopped it.
final class ChildProcess: Sendable {
    /// The number of the process.
    let processID: pid_t
    /// How it ended; nil as long as nobody has noticed that it did.
    private let ending = Mutex<Int32?>(nil)

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - environment: all that it gets.
    ///   - output: the file that its output and its errors are written to.
    init(_ path: String, _ arguments: [String], environment: [String: String], output: FileHandle) throws {
        processID = try Spawn.start(path, arguments, environment: environment, output: output.fileDescriptor)
        LastWill.shared.add(process: processID)
    }

    /// Whether it has not ended yet.
    var isRunning: Bool { status == nil }

    /// How it ended: its status, or the number of the signal and 128; nil while it runs.
    var status: Int32? {
        ending.withLock { ending in
            guard ending == nil else { return ending }
            var status: Int32 = 0
            guard waitpid(processID, &status, WNOHANG) != 0 else { return nil }
            LastWill.shared.remove(process: processID)
            let signal = status & 0x7F
            ending = signal == 0 ? (status >> 8) & 0xFF : 128 + signal
            return ending
        }
    }

    /// Sends a signal; nothing happens once it has ended.
    func signal(_ signal: CInt) {
        // Asking first keeps the number from belonging to somebody else: it is free only once the end was noticed.
        guard isRunning else { return }
        kill(processID, signal)
    }

    /// Waits for its end.
    ///
    /// - Returns: its status, or nil when it still runs after that time.
    func ended(within limit: Duration) async -> Int32? {
        _ = await hasEnded(within: limit) { status != nil }
        return status
    }
}
