import Glibc
import Synchronization

/// Where log lines go: a descriptor that every line is handed to with one `write(2)`.
///
/// A line that cannot be written (disk full, reader gone) is dropped and counted: a log never stops a service.
public final class LogSink: Sendable {
    /// Standard error.
    public static let standardError = LogSink(descriptor: STDERR_FILENO)
    /// Standard output.
    public static let standardOutput = LogSink(descriptor: STDOUT_FILENO)

    private let descriptor: Int32
    private let closes: Bool
    private let dropped = Atomic<Int>(0)
    /// Lines of more than `PIPE_BUF` bytes from two threads could otherwise be mixed in a full pipe.
    private let writing = Mutex<Void>(())

    /// Appends to a file, which is created (readable for owner and group) when it does not exist.
    ///
    /// - Throws: ``LogSinkError`` when the file cannot be opened.
    public init(path: String) throws(LogSinkError) {
        descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o640)
        closes = true
        guard descriptor >= 0 else {
            throw LogSinkError(path: path, reason: String(cString: strerror(errno)))
        }
    }

    init(descriptor: Int32) {
        self.descriptor = descriptor
        closes = false
    }

    deinit {
        if closes && descriptor >= 0 { close(descriptor) }
    }

    /// The number of lines lost since the start of the process.
    public var droppedLines: Int {
        dropped.load(ordering: .relaxed)
    }

    /// Writes a whole line, its line end included.
    func write(_ line: [UInt8]) {
        let written = writing.withLock { _ in
            line.withUnsafeBytes { bytes in
                var rest = bytes[...]
                while !rest.isEmpty {
                    let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                    if count < 0 && errno == EINTR { continue }
                    // The kernel takes a part only when a disk is full or a signal came in the middle.
                    guard count > 0 else { return false }
                    rest = rest.dropFirst(count)
                }
                return true
            }
        }
        if !written { dropped.add(1, ordering: .relaxed) }
    }
}

/// The log file cannot be opened.
public struct LogSinkError: Error, CustomStringConvertible {
    /// The path as configured.
    public let path: String
    /// The system's words.
    public let reason: String

    /// Path and reason.
    public var description: String { "cannot open the log file \(path.quoted(limit: 200)): \(reason)" }
}
