import CLibPQ
import Foundation
import Synchronization

/// One request to the server to cancel what a connection is doing.
///
/// `PQcancel` opens a second connection and waits for its end, without a time limit of its own when the server is
/// frozen. So it has a thread of its own; the connection's thread goes on reading and waits for it only as long as it
/// may. libpq 15 sends the request unencrypted also when the connection uses TLS.
final class CancelRequest: Sendable {
    private let finished = Atomic(false)

    /// Whether the request has reached the server, or has failed for good: nothing can be cancelled by it any more.
    var isFinished: Bool { finished.load(ordering: .acquiring) }

    init(connection: OpaquePointer, wake: WakeCounter) {
        guard let handle = PQgetCancel(connection) else {
            finished.store(true, ordering: .releasing)
            return
        }
        // A copy of address and key that libpq documents as usable from any thread; that thread frees it.
        nonisolated(unsafe) let cancel = handle
        let thread = Thread { [self] in
            var message = [CChar](repeating: 0, count: 256)
            _ = PQcancel(cancel, &message, CInt(message.count))
            PQfreeCancel(cancel)
            finished.store(true, ordering: .releasing)
            wake.signal()
        }
        thread.stackSize = 1 << 20
        thread.name = "pg-cancel"
        thread.start()
    }
}
