import Contracts
import NIOCore

/// A person's session over a WebSocket: sends messages, and hands out what arrives.
///
/// It ends with its connection; whoever wants to go on opens another one with the last cursor. An actor on the event loop of its socket: a frame
/// changes no thread on its way.
public actor MessagingSession {
    /// The most frames that wait to be taken by ``next()``; beyond it nothing more is read, and the service's own bounds come into play.
    public static let mostWaiting = 1_000
    /// The most messages that may wait for their answer.
    public static let mostUnanswered = 10_000

    let loop: any EventLoop
    public nonisolated var unownedExecutor: UnownedSerialExecutor { loop.executor.asUnownedSerialExecutor() }

    private let hello: [UInt8]
    private var socket: SocketHandler?
    private var greeting: ServerFrame.Welcome?
    private var opening: CheckedContinuation<ServerFrame.Welcome, any Error>?
    private var frames = CircularBuffer<ServerFrame>()
    private var reader: CheckedContinuation<Void, Never>?
    private var answers: [String: CheckedContinuation<MessageID?, any Error>] = [:]
    private var isReading = true
    private var isFlushing = false
    /// How the connection has ended; nil while it lasts.
    public private(set) var ending: SocketEnding?

    private init(loop: any EventLoop, hello: [UInt8]) {
        self.loop = loop
        self.hello = hello
    }

    /// Opens a session.
    ///
    /// - Parameters:
    ///   - device: which of the person's devices.
    ///   - cursor: where it goes on; nil for where the device last acknowledged, or for from now on.
    ///   - group: whose next event loop serves it.
    /// - Returns: the session, and what the service greeted it with.
    /// - Throws: ``SocketEnding`` where the service sends it away, and NIO's errors where it cannot be reached.
    public static func open(
        _ address: MessagingAddress, token: String, device: String = "default", cursor: Position? = nil,
        on group: any EventLoopGroup
    ) async throws -> (session: MessagingSession, welcome: ServerFrame.Welcome) {
        let hello = ClientFrame.hello(token: token, device: device, cursor: cursor)
        let session = MessagingSession(loop: group.next(), hello: hello)
        return (session, try await session.connect(to: address))
    }

    private func connect(to address: MessagingAddress) async throws -> ServerFrame.Welcome {
        try await SocketHandler.connect(to: address, on: loop) { channel in
            try self.assumeIsolated { session in
                let handler = SocketHandler(address, receiver: SessionReceiver(session))
                session.socket = handler
                try channel.pipeline.syncOperations.addHandler(handler)
            }
        }
        if let greeting { return greeting }
        if let ending { throw ending }
        return try await withCheckedThrowingContinuation { opening = $0 }
    }

    // MARK: What a client does

    /// Sends a message, and waits until the broker has it.
    ///
    /// - Returns: the message's id.
    /// - Throws: ``MessageRefusal``, or ``SocketEnding`` where the connection ends before the answer: sent again with the same id it is the same message.
    @discardableResult
    public func send(_ draft: MessageDraft) async throws -> MessageID? {
        if let ending { throw ending }
        guard answers.count < Self.mostUnanswered, answers[draft.id] == nil else {
            throw MessageRefusal(id: draft.id, code: "rate_limited", message: "too many messages wait for their answer")
        }
        return try await withCheckedThrowingContinuation { continuation in
            answers[draft.id] = continuation
            write(ClientFrame.send(draft))
        }
    }

    /// Says that everything up to there has arrived.
    public func acknowledge(_ cursor: Position) { write(ClientFrame.acknowledge(cursor)) }

    /// Sends any text, right or wrong.
    public func write(_ text: [UInt8]) {
        socket?.write(text)
        guard !isFlushing else { return }
        // What is said in the same round goes in one piece.
        isFlushing = true
        loop.execute { self.assumeIsolated { $0.flush() } }
    }

    /// The next frame that is no answer to ``send(_:)``; nil at the end of the session, or when the task is cancelled.
    ///
    /// One task at a time may wait here; a second one is a programmer error.
    public func next() async -> ServerFrame? {
        while frames.isEmpty, ending == nil, !Task.isCancelled {
            precondition(reader == nil, "two tasks read one session")
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    guard !Task.isCancelled else { return continuation.resume() }
                    reader = continuation
                }
            } onCancel: {
                Task { await self.wake() }
            }
        }
        guard let frame = frames.popFirst() else { return nil }
        if !isReading, frames.count < Self.mostWaiting / 2 {
            isReading = true
            socket?.setReading(true)
        }
        return frame
    }

    /// Ends the session politely.
    public func close() async {
        socket?.close()
        for await _ in endings() {}
    }

    // MARK: What the socket says

    func opened() {
        socket?.write(hello)
        socket?.flush()
    }

    func received(_ messages: [ByteBuffer]) {
        for message in messages {
            do throws(CommandError) {
                take(try ServerFrame(Array(message.readableBytesView)))
            } catch {
                socket?.close(SocketEnding(code: 1007, reason: "not understood: \(error.message)"))
            }
        }
        if isReading, frames.count >= Self.mostWaiting {
            isReading = false
            socket?.setReading(false)
        }
        wake()
    }

    func ended(_ ending: SocketEnding) {
        self.ending = ending
        socket = nil
        opening?.resume(throwing: ending)
        opening = nil
        for answer in answers.values { answer.resume(throwing: ending) }
        answers = [:]
        wake()
        for waiter in closing { waiter.finish() }
        closing = []
    }

    private var closing: [AsyncStream<Never>.Continuation] = []

    private func endings() -> AsyncStream<Never> {
        let (stream, continuation) = AsyncStream.makeStream(of: Never.self)
        if ending == nil { closing.append(continuation) } else { continuation.finish() }
        return stream
    }

    private func take(_ frame: ServerFrame) {
        switch frame {
        case .welcome(let welcome):
            greeting = welcome
            opening?.resume(returning: welcome)
            opening = nil
        case .accepted(let id, let message):
            guard let answer = answers.removeValue(forKey: id) else { return frames.append(frame) }
            answer.resume(returning: message)
        case .refused(let refusal):
            guard let answer = refusal.id.flatMap({ answers.removeValue(forKey: $0) }) else {
                return frames.append(frame)
            }
            answer.resume(throwing: refusal)
        default: frames.append(frame)
        }
    }

    private func wake() {
        reader?.resume()
        reader = nil
    }

    private func flush() {
        isFlushing = false
        socket?.flush()
    }
}
