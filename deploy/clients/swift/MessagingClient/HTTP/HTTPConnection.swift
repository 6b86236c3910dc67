import NIOCore
import NIOHTTP1
import NIOPosix

/// A connection to the service's HTTP routes: one request after another, connected when it is needed.
public actor HTTPConnection {
    /// The most requests that may wait for their turn.
    public static let mostWaiting = 100_000
    /// How long an answer may take; the long poll's longest, and something more.
    private static let patience = TimeAmount.seconds(90)

    let loop: any EventLoop
    public nonisolated var unownedExecutor: UnownedSerialExecutor { loop.executor.asUnownedSerialExecutor() }

    private let address: MessagingAddress
    private var channel: (any Channel)?
    private var answer: CheckedContinuation<HTTPAnswer, any Error>?
    private var isBusy = false
    private var waiting = CircularBuffer<CheckedContinuation<Void, Never>>()

    /// A connection that is opened with its first request.
    public init(_ address: MessagingAddress, on loop: any EventLoop) {
        self.address = address
        self.loop = loop
    }

    /// Sends a request once those before it are answered, and waits for its answer.
    ///
    /// - Parameters:
    ///   - target: path and query, percent-encoded.
    ///   - token: who asks.
    ///   - body: JSON; nil for none.
    /// - Throws: ``SocketEnding`` where the connection breaks, and NIO's errors where the service cannot be reached.
    public func request(
        _ method: HTTPMethod, _ target: String, token: String?, body: [UInt8]? = nil, headers: [(String, String)] = []
    ) async throws -> HTTPAnswer {
        try await takeTurn()
        defer { passTurn() }
        var head = HTTPRequestHead(version: .http1_1, method: method, uri: target)
        head.headers.add(name: "Host", value: address.authority)
        if let token { head.headers.add(name: "Authorization", value: "Bearer \(token)") }
        if let body {
            head.headers.add(name: "Content-Type", value: "application/json")
            head.headers.add(name: "Content-Length", value: String(body.count))
        }
        for (name, value) in headers { head.headers.add(name: name, value: value) }
        let channel = try await open()
        return try await exchange(head, body, over: channel)
    }

    /// Ends the connection.
    public func close() { channel?.close(promise: nil) }

    // MARK: Called by the handler

    func answered(_ answer: HTTPAnswer) {
        self.answer?.resume(returning: answer)
        self.answer = nil
    }

    func ended() {
        channel = nil
        answer?.resume(throwing: SocketEnding.broken("the connection ended before the answer"))
        answer = nil
    }

    // MARK: One request

    private func takeTurn() async throws(SocketEnding) {
        guard isBusy else {
            isBusy = true
            return
        }
        guard waiting.count < Self.mostWaiting else { throw .broken("too many requests wait for one connection") }
        await withCheckedContinuation { waiting.append($0) }
    }

    private func passTurn() {
        guard let next = waiting.popFirst() else {
            isBusy = false
            return
        }
        next.resume()
    }

    private func open() async throws -> any Channel {
        if let channel { return channel }
        let opened = try await ClientBootstrap(group: loop)
            .connectTimeout(.seconds(20))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandler(HTTPAnswerHandler(self))
                }
            }
            .connect(host: address.host, port: address.port)
            .get()
        guard opened.isActive else { throw SocketEnding.broken("the connection ended at once") }
        channel = opened
        return opened
    }

    private func exchange(
        _ head: HTTPRequestHead, _ body: [UInt8]?, over channel: any Channel
    ) async throws -> HTTPAnswer {
        let alarm = loop.scheduleTask(in: Self.patience) { channel.close(promise: nil) }
        defer { alarm.cancel() }
        return try await withCheckedThrowingContinuation { continuation in
            answer = continuation
            channel.write(HTTPClientRequestPart.head(head), promise: nil)
            if let body {
                channel.write(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(bytes: body))), promise: nil)
            }
            channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
        }
    }
}
