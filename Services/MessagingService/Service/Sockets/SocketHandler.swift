import MessageRouting
import NIOCore

/// One WebSocket: frames in, frames out, signs of life, a polite end. Lives on its channel's event loop alone.
///
/// A plain handler and no task, because ten thousand idle ones are to cost little.
final class SocketHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    enum State {
        /// Waits for `hello`.
        case greeting
        /// The token is being looked at; what the client says meanwhile waits.
        case verifying
        case open
        /// A close frame was sent; whatever comes is read and dropped.
        case ending
    }

    let door: SocketDoor
    let session: SessionID
    /// The token of the upgrade's `Authorization`, if there was one.
    let bearer: String?
    var state = State.greeting
    var socket: SocketProtocol
    /// What the client has said within this round of reading, or while its token is being looked at.
    var said: [ClientFrame] = []
    var expiresAt = Int64.max
    /// Whether the router knows the session.
    var isRegistered = false
    private(set) var context: ChannelHandlerContext?
    private var hasWritten = false
    private var wasHeard = true
    private var hasPinged = false
    private var tick: Scheduled<Void>?
    /// Bytes of JSON that were written while the client was behind; told to the router when it has taken them.
    private var unreported = 0

    init(_ door: SocketDoor, bearer: String?) {
        self.door = door
        self.bearer = bearer
        session = door.nextSession()
        socket = SocketProtocol(longest: door.limits.longestMessage)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        door.metrics.opened()
        schedule(after: door.limits.helloTimeout) { handler in
            guard handler.state == .greeting else { return handler.beat() }
            handler.end(.helloTooLate)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        finish()
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        wasHeard = true
        socket.receive(unwrapInboundIn(data))
        do throws(CloseCode) {
            while let action = try socket.next() {
                switch action {
                case .text(let bytes): try read(bytes)
                case .answer(let frame): write(frame)
                case .end(let frame):
                    if let frame { write(frame) }
                    shutDown(after: .seconds(1))
                }
            }
        } catch {
            end(error)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        submit()
        flush()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        guard context.channel.isWritable, unreported > 0 else { return }
        door.intake.submit(.written([Written(session: session, bytes: unreported)]))
        unreported = 0
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case ChannelEvent.inputClosed: context.close(promise: nil)
        case is ChannelShouldQuiesceEvent: end(.restarting)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    /// Sends what the router hands over.
    ///
    /// - Returns: how many bytes of it, and of what went before, have left; 0 while the client is behind.
    func send(_ frames: [OutgoingFrame]) -> Int {
        guard state == .open, let context else { return 0 }
        for frame in frames {
            write(frame.buffer)
            unreported += frame.weight
        }
        flush()
        guard context.channel.isWritable else { return 0 }
        defer { unreported = 0 }
        return unreported
    }

    /// Writes bytes; ``flush()`` sends them.
    func write(_ frame: ByteBuffer) {
        guard let context else { return }
        context.write(wrapOutboundOut(frame), promise: nil)
        hasWritten = true
    }

    func flush() {
        guard hasWritten else { return }
        hasWritten = false
        context?.flush()
    }

    /// Asks the client to close, and closes for certain a little later.
    func end(_ code: CloseCode) {
        guard state != .ending else { return }
        state = .ending
        door.metrics.ended(code)
        if let frame = socket.close(code) { write(frame) }
        flush()
        leave()
        shutDown(after: door.limits.closeTimeout)
    }

    /// Ends the output, so that the last frame arrives, and everything when the client has closed too or the time is over.
    private func shutDown(after limit: TimeAmount) {
        state = .ending
        flush()
        leave()
        // Closing with bytes unread would reset the connection, and the client could lose the close frame.
        context?.close(mode: .output, promise: nil)
        schedule(after: limit) { $0.context?.close(promise: nil) }
    }

    private func beat() {
        guard state != .ending else { return }
        if door.now() >= expiresAt { return end(.unauthenticated("the token has expired")) }
        if !wasHeard {
            if hasPinged { return end(.leaving) }
            write(SocketFrame.ping())
            flush()
        }
        hasPinged = !wasHeard
        wasHeard = false
        schedule(after: door.limits.heartbeat) { $0.beat() }
    }

    /// Sets the one alarm of this socket.
    private func schedule(after delay: TimeAmount, _ work: @escaping @Sendable (SocketHandler) -> Void) {
        guard let context else { return }
        tick?.cancel()
        let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
        tick = context.eventLoop.scheduleTask(in: delay) { work(handler.value) }
    }

    private func finish() {
        guard context != nil else { return }
        leave()
        state = .ending
        tick?.cancel()
        tick = nil
        context = nil
        door.metrics.closed()
    }
}
