import MessagingClient
import NIOCore

/// One connected person; tells the loop that it belongs to what arrives.
final class LoadSocket: SocketReceiver {
    let person: Int
    private let load: LoadLoop
    var handler: SocketHandler?
    /// Who waits until the session is open.
    var opening: CheckedContinuation<Void, any Error>?
    var isReady = false
    var ending: SocketEnding?

    init(_ person: Int, of load: LoadLoop) {
        self.person = person
        self.load = load
    }

    func opened(_: SocketHandler) {
        let person = person
        load.assumeIsolated { $0.opened(person) }
    }

    func received(_ messages: [ByteBuffer]) {
        let person = person
        load.assumeIsolated { $0.received(messages, by: person) }
    }

    func ended(_ ending: SocketEnding) {
        let person = person
        load.assumeIsolated { $0.ended(person, ending) }
    }

    /// The session is open.
    func ready() {
        isReady = true
        opening?.resume()
        opening = nil
    }
}
