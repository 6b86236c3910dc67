import Contracts
import Foundation
import Hummingbird
import MessageRouting
import NIOCore
import RabbitMQ
import ServiceKit

/// What the HTTP routes reach.
struct Doors: Sendable {
    let socket: SocketDoor
    let queries: QueryCaller
    /// Publishes what is too much for one answer onto the queues of the broker.
    let inbound: InboundPublisher
    let statistics: Statistics

    var intake: Intake { socket.intake }

    /// Has messages checked and handed to the broker.
    ///
    /// - Returns: one outcome for each, once all are known.
    func post(_ requests: [PostedRequest], by sender: Sender) async -> [Result<MessageID?, CommandError>] {
        await withCheckedContinuation { continuation in
            intake.submit(
                .posted(Posting(sender: sender, requests: requests) { continuation.resume(returning: $0) }))
        }
    }

    /// All routes.
    func router(_ health: HealthRegistry) -> Hummingbird.Router<MessagingContext> {
        let router = Hummingbird.Router(context: MessagingContext.self)
        router.add(middleware: ProblemMiddleware())
        DemoPage.add(to: router)
        // Whoever comes here asked for a WebSocket in another way than RFC 6455 knows, or did not ask at all.
        router.get("v1/ws") { _, _ in
            Response(
                status: .upgradeRequired,
                headers: [.upgrade: "websocket", .connection: "upgrade, close", .wsVersion: "13"])
        }
        router.get("health/live") { _, _ in Response(status: health.liveness().isAlive ? .ok : .serviceUnavailable) }
        router.get("health/ready") { _, _ in Response(status: health.readiness.isReady ? .ok : .serviceUnavailable) }
        let people = router.group("v1").add(middleware: TokenMiddleware(verifier: socket.verifier))
        addSending(to: people)
        addQueue(to: people)
        addStream(to: people)
        addReading(to: people)
        addCommands(to: people)
        people.get("stats") { _, context in
            try context.caller.mustBeOperator()
            return Response(json: await statistics.page())
        }
        return router
    }
}

extension Response {
    /// A JSON document.
    init(_ status: HTTPResponse.Status = .ok, json: [UInt8]) {
        self.init(
            status: status, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(bytes: json)))
    }
}

extension Request {
    /// The whole body.
    ///
    /// - Throws: `message_too_large` beyond a size.
    func bytes(upTo size: Int) async throws -> [UInt8] {
        do {
            return Array(buffer: try await body.collect(upTo: size))
        } catch is NIOTooManyBytesError {
            throw CommandError(.messageTooLarge, "the body must not have more than \(size) bytes")
        }
    }

    /// The body as a JSON object.
    func object(upTo size: Int, orEmpty mayBeEmpty: Bool = false) async throws -> JSONObject {
        let bytes = try await bytes(upTo: size)
        if mayBeEmpty, bytes.isEmpty { return JSONObject() }
        do {
            guard case .object(let object) = try JSONReader.read(bytes, limits: JSONReader.Limits(depth: 12)) else {
                throw CommandError(.malformedJSON, "the body must be a JSON object")
            }
            return object
        } catch let error as JSONError {
            throw CommandError(jsonError: error)
        }
    }

    /// A parameter of the query.
    func query(_ name: String) -> String? { uri.queryParameters[Substring(name)].map(String.init) }

    /// A whole number of the query.
    func number(_ name: String, in range: ClosedRange<Int>) throws(CommandError) -> Int? {
        guard let text = query(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw CommandError(
                .invalidField, "\(name) must be a whole number from \(range.lowerBound) to \(range.upperBound)",
                field: name)
        }
        return number
    }

    /// A position of the query.
    func position(_ name: String) throws(CommandError) -> Position? {
        guard let text = query(name) else { return nil }
        guard let position = Position(text: text) else {
            throw CommandError(.invalidField, "\(name) must be a cursor that was handed out", field: name)
        }
        return position
    }
}

extension MessagingContext {
    /// A part of the path that is a name.
    func name<Name>(_ part: String, _ make: (String) -> Name?) throws(CommandError) -> Name {
        guard let name = parameters.get(part).flatMap({ $0.removingPercentEncoding }).flatMap(make) else {
            throw CommandError(
                .invalidField, "\(part) must be 1 to 64 characters of A-Z a-z 0-9 . _ : @ -", field: part)
        }
        return name
    }
}
