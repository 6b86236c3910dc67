import CLibPQ
import Glibc

/// Wakes a connection's thread out of `poll(2)`: a task was cancelled, a cancel request or a name resolution has ended.
///
/// It carries no message. Whoever wakes up looks at the state itself, so a wake too many does no harm.
final class WakeCounter: Sendable {
    let descriptor: CInt

    init() {
        descriptor = kauri_wake_open()
        precondition(descriptor >= 0, "no file descriptor left for a connection's wake counter")
    }

    deinit { close(descriptor) }

    func signal() { _ = eventfd_write(descriptor, 1) }

    private func clear() {
        var count: eventfd_t = 0
        _ = eventfd_read(descriptor, &count)
    }

    /// Sleeps until ``signal()``, until the socket is ready, or until `deadline`.
    ///
    /// - Parameters:
    ///   - socket: watched for input, and for output if `isWriting`; -1 for none.
    ///   - deadline: `nil` to wait without limit.
    func wait(socket: CInt, isWriting: Bool, until deadline: ContinuousClock.Instant?) {
        let events = Int16(POLLIN) | (isWriting ? Int16(POLLOUT) : 0)
        var descriptors = (
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0), pollfd(fd: socket, events: events, revents: 0)
        )
        let timeout = deadline.map { CInt(($0 - .now).milliseconds) } ?? -1
        // A tuple and not an array: this runs for every batch, without an allocation.
        let ready = withUnsafeMutableBytes(of: &descriptors) { bytes in
            poll(bytes.assumingMemoryBound(to: pollfd.self).baseAddress, 2, timeout)
        }
        if ready > 0, descriptors.0.revents != 0 { clear() }
    }

    /// Sleeps until the socket can be read or written, as the handshake wants it, until ``signal()`` or `deadline`.
    func wait(socket: CInt, forOutputOnly: Bool, until deadline: ContinuousClock.Instant) {
        var descriptors = [
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: socket, events: forOutputOnly ? Int16(POLLOUT) : Int16(POLLIN), revents: 0),
        ]
        let ready = poll(&descriptors, 2, CInt((deadline - .now).milliseconds))
        if ready > 0, descriptors[0].revents != 0 { clear() }
    }
}
