import Contracts
import MessageRouting
import NIOCore

/// Where what a session is told goes out: a WebSocket, a stream of events.
protocol Outlet: Sendable {
    /// Whose thread it lives on: everything for one loop crosses together.
    var loop: any EventLoop { get }

    /// Sends; on ``loop``.
    ///
    /// - Returns: how many bytes, in the weight of frames, have left by now; the rest is told by ``DeskEvent/written(_:)`` when it has.
    func send(_ frames: [OutgoingFrame]) -> Int

    /// Ends the session after everything before; on ``loop``.
    func end(_ code: CloseCode)
}

/// A frame on its way to sessions: encoded once, written to any number of them.
struct OutgoingFrame: Sendable {
    /// The JSON as a whole WebSocket frame.
    let buffer: ByteBuffer
    /// How many bytes stand before the JSON.
    let headerLength: Int
    /// What the router counts it as; 0 for what did not come from the router.
    let weight: Int
    /// The member `type`.
    let type: String

    /// A frame of the router's.
    init(_ frame: Frame) {
        buffer = SocketFrame.text(frame.json)
        headerLength = SocketFrame.headerLength(payload: frame.json.count)
        weight = frame.json.count
        type = frame.kind.rawValue
    }

    /// A frame for one session alone.
    init(_ type: String, _ json: [UInt8]) {
        buffer = SocketFrame.text(json)
        headerLength = SocketFrame.headerLength(payload: json.count)
        weight = 0
        self.type = type
    }

    /// The cursor that it tells; nil for every frame but `cursor`.
    var cursor: String? {
        guard type == Frame.Kind.cursor.rawValue, let value = try? JSONReader.read(Array(json)),
            case .object(let object) = value
        else { return nil }
        return object["cursor"]?.asString
    }

    /// The JSON alone.
    var json: ByteBufferView { buffer.readableBytesView.dropFirst(headerLength) }
}

/// A WebSocket as the router sees it.
struct SocketOutlet: Outlet {
    let loop: any EventLoop
    private let handler: NIOLoopBound<SocketHandler>

    /// On the handler's loop.
    init(_ handler: SocketHandler, loop: any EventLoop) {
        self.loop = loop
        self.handler = NIOLoopBound(handler, eventLoop: loop)
    }

    func send(_ frames: [OutgoingFrame]) -> Int { handler.value.send(frames) }

    func end(_ code: CloseCode) { handler.value.end(code) }
}
