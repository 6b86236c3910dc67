import NIOCore

/// Carries what a socket says to its session, which lives on the same event loop.
final class SessionReceiver: SocketReceiver {
    private let session: MessagingSession

    init(_ session: MessagingSession) { self.session = session }

    func opened(_: SocketHandler) { session.assumeIsolated { $0.opened() } }

    func received(_ messages: [ByteBuffer]) { session.assumeIsolated { $0.received(messages) } }

    func ended(_ ending: SocketEnding) { session.assumeIsolated { $0.ended(ending) } }
}
