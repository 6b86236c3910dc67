import NIOCore

/// Who hears of what happens to a socket; called on its event loop, and never after its end.
public protocol SocketReceiver: AnyObject {
    /// The server has agreed to speak WebSocket.
    func opened(_ socket: SocketHandler)

    /// Text messages have arrived: all that one round of reading has brought, in order.
    func received(_ messages: [ByteBuffer])

    /// The connection is gone.
    func ended(_ ending: SocketEnding)
}
