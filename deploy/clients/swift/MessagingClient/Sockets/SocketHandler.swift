import NIOCore

/// A client's WebSocket: from the upgrade to a polite end. Lives on its channel's event loop alone.
///
/// One plain handler and no task, so that thousands of them cost little, and hand over what each round of reading brings as one batch.
public final class SocketHandler: ChannelInboundHandler {
    public typealias InboundIn = ByteBuffer
    public typealias OutboundOut = ByteBuffer

    private enum State { case upgrading, open, ending, ended }

    /// The most bytes of a message where nothing else is said.
    public static let usualLongest = 1 << 20
    /// How long the server may take to agree, and later to close.
    private static let patience = TimeAmount.seconds(20)

    private let address: MessagingAddress
    private let token: String?
    private var receiver: (any SocketReceiver)?
    private var state = State.upgrading
    private var handshake = Handshake()
    private var socket: ClientProtocol
    private var messages: [ByteBuffer] = []
    private var context: ChannelHandlerContext?
    private var written: ByteBuffer?
    private var ending: SocketEnding?
    private var alarm: Scheduled<Void>?
    private var masks = SystemRandomNumberGenerator()

    /// Makes the handler of a channel that is still to be connected.
    ///
    /// - Parameters:
    ///   - token: sent as `Authorization` with the upgrade; nil where `hello` carries it.
    ///   - longest: the most bytes of a message; a longer one ends the connection with 1009.
    public init(
        _ address: MessagingAddress, token: String? = nil, longest: Int = SocketHandler.usualLongest,
        receiver: any SocketReceiver
    ) {
        self.address = address
        self.token = token
        self.receiver = receiver
        socket = ClientProtocol(longest: longest)
    }

    /// Whether messages can be sent.
    public var isOpen: Bool { state == .open }

    /// Writes a text message; ``flush()`` sends it. Nothing happens once the connection ends.
    public func write(_ text: [UInt8]) {
        guard state == .open else { return }
        write(.text, text)
    }

    /// Sends what was written, in one go.
    public func flush() {
        guard let bytes = written, let context else { return }
        written = nil
        context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
    }

    /// Stops or resumes reading, so that a reader who is behind holds the server back.
    public func setReading(_ isReading: Bool) {
        context?.channel.setOption(.autoRead, value: isReading).whenFailure { _ in }
    }

    /// Asks the server to close; the connection ends when it agrees, or after 20 s.
    public func close(_ ending: SocketEnding = SocketEnding(code: 1000, reason: "")) {
        guard state == .open else {
            context?.close(promise: nil)
            return
        }
        if let payload = socket.close(ending) { write(.close, payload) }
        state = .ending
        self.ending = self.ending ?? ending
        flush()
        setAlarm { $0.context?.close(promise: nil) }
    }

    // MARK: Channel

    public func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { begin(context) }
    }

    public func handlerRemoved(context: ChannelHandlerContext) { finish() }

    public func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    public func channelInactive(context: ChannelHandlerContext) {
        finish()
        context.fireChannelInactive()
    }

    public func errorCaught(context: ChannelHandlerContext, error: any Error) {
        ending = ending ?? .broken("\(error)")
        context.close(promise: nil)
    }

    public func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        do throws(SocketEnding) {
            if state == .upgrading {
                guard try handshake.take(&bytes) else { return }
                alarm?.cancel()
                state = .open
                receiver?.opened(self)
            }
            guard bytes.readableBytes > 0 else { return }
            socket.receive(bytes)
            while let event = try socket.next() { act(event) }
        } catch {
            ending = error
            if state == .open { close(error) } else { context.close(promise: nil) }
        }
    }

    public func channelReadComplete(context: ChannelHandlerContext) {
        if !messages.isEmpty {
            let batch = messages
            messages.removeAll(keepingCapacity: false)
            receiver?.received(batch)
        }
        flush()
    }

    private func begin(_ context: ChannelHandlerContext) {
        setAlarm { handler in
            handler.ending = .broken("the service does not answer")
            handler.context?.close(promise: nil)
        }
        let request = ByteBuffer(string: handshake.request(to: address, token: token))
        context.writeAndFlush(wrapOutboundOut(request), promise: nil)
    }

    private func act(_ event: ClientProtocol.Event) {
        switch event {
        case .message(let text): messages.append(text)
        case .answer(let opcode, let payload): write(opcode, payload)
        case .end(let answer, let ending):
            // Who began to close knows why better than who agrees.
            self.ending = self.ending ?? ending
            if let answer { write(.close, answer) }
            flush()
            state = .ending
            context?.close(promise: nil)
        }
    }

    private func write(_ opcode: SocketOpcode, _ payload: [UInt8]) {
        var buffer = written ?? ByteBuffer()
        written = nil
        FrameWriter.write(opcode, payload, mask: masks.next(), to: &buffer)
        written = buffer
    }

    private func setAlarm(_ work: @escaping @Sendable (SocketHandler) -> Void) {
        guard let context else { return }
        alarm?.cancel()
        let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
        alarm = context.eventLoop.scheduleTask(in: Self.patience) { work(handler.value) }
    }

    private func finish() {
        guard state != .ended else { return }
        state = .ended
        alarm?.cancel()
        alarm = nil
        context = nil
        let receiver = self.receiver
        self.receiver = nil
        if !messages.isEmpty { receiver?.received(messages) }
        messages = []
        receiver?.ended(ending ?? .broken("the connection broke"))
    }
}
