import Glibc

/// The self-pipe that lets one thread wake another out of `poll(2)`.
///
/// A pipe and not an `eventfd`, which Swift's Glibc module does not show. Both ends never block: a full pipe is already a wake.
final class WakePipe: Sendable {
    private let readEnd: CInt
    private let writeEnd: CInt

    init() {
        var ends: [CInt] = [-1, -1]
        precondition(pipe(&ends) == 0, "no file descriptor left for a thread's wake pipe")
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        readEnd = ends[0]
        writeEnd = ends[1]
    }

    deinit {
        close(readEnd)
        close(writeEnd)
    }

    func signal() {
        var byte: UInt8 = 1
        _ = write(writeEnd, &byte, 1)
    }

    /// Sleeps until ``signal()``.
    func wait() {
        var ends = [pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0)]
        if poll(&ends, 1, -1) > 0 { drain() }
    }

    /// Sleeps until ``signal()``, until `descriptor` is readable or broken, or for `patience`.
    ///
    /// - Returns: whether `descriptor` wants attention.
    func wait(orReadable descriptor: CInt, for patience: Duration) -> Bool {
        var ends = [
            pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0),
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
        ]
        // Rounded up, or a wait of less than a millisecond would become a busy loop.
        let (seconds, attoseconds) = patience.components
        let milliseconds = min(seconds, 3_600) * 1_000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        guard poll(&ends, 2, CInt(milliseconds)) > 0 else { return false }
        if ends[0].revents != 0 { drain() }
        return ends[1].revents != 0
    }

    private func drain() {
        var bytes = [UInt8](repeating: 0, count: 64)
        while read(readEnd, &bytes, bytes.count) == bytes.count {}
    }
}
