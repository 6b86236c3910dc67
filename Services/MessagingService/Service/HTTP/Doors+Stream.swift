import Contracts
import HTTPTypes
import Hummingbird
import MessageRouting
import NIOCore

extension Doors {
    /// Server-Sent Events: what a WebSocket would be told, as `event`, `id` (the cursor, where one is told) and `data`.
    func addStream(to routes: RouterGroup<MessagingContext>) {
        routes.get("events") { request, context in
            let caller = try context.caller
            let text = request.headers[.lastEventID] ?? request.query("cursor")
            let cursor = try text.map { (text) throws(CommandError) in
                guard let position = Position(text: text) else {
                    throw CommandError(
                        .invalidField, "Last-Event-ID must be a cursor that was handed out", field: "cursor")
                }
                return position
            }
            let outlet = StreamOutlet(socket.nextSession(), intake: intake, loop: context.loop)
            let arrival = Arrival(
                session: outlet.session, caller: caller, device: try device(of: request), cursor: cursor, outlet: outlet
            )
            return Response(
                status: .ok,
                headers: [.contentType: "text/event-stream", .cacheControl: "no-store", .xAccelBuffering: "no"],
                body: ResponseBody { writer in
                    try await request.body.consumeWithInboundCloseHandler { _ in
                        try await stream(arrival, outlet, until: context.expiresAt, to: &writer)
                    } onInboundClosed: {
                        outlet.stop()
                    }
                    try await writer.finish(nil)
                })
        }
    }

    /// The device that a request speaks for.
    func device(of request: Request) throws(CommandError) -> String {
        let device = request.query("device") ?? Hello.usualDevice
        guard (1...Marker.longestDevice).contains(device.utf8.count) else {
            throw CommandError(.invalidField, "device must have 1 to \(Marker.longestDevice) bytes", field: "device")
        }
        return device
    }

    private func stream(
        _ arrival: Arrival, _ outlet: StreamOutlet, until expiry: Int64, to writer: inout any ResponseBodyWriter
    ) async throws {
        let alarm = outlet.loop.scheduleTask(in: .seconds(max(0, expiry - socket.now()))) { outlet.stop() }
        defer { alarm.cancel() }
        intake.submit(.open(arrival))
        defer { intake.submit(.closed(arrival.session)) }
        // A comment now and then shows a client that is gone, and keeps proxies from giving up.
        let ticker = outlet.loop.scheduleRepeatedTask(
            initialDelay: socket.limits.heartbeat, delay: socket.limits.heartbeat
        ) { _ in
            outlet.comment()
        }
        defer { ticker.cancel() }
        while let frames = await outlet.next() {
            var buffer = ByteBuffer()
            for frame in frames { frame.writeEvent(to: &buffer) }
            try await writer.write(buffer)
            outlet.wrote(frames)
        }
    }
}

extension OutgoingFrame {
    /// A sign of life for Server-Sent Events.
    static let comment = OutgoingFrame("", [])

    /// Writes the frame as an event.
    func writeEvent(to buffer: inout ByteBuffer) {
        guard !type.isEmpty else {
            buffer.writeString(":\n\n")
            return
        }
        if let cursor { buffer.writeString("id: \(cursor)\n") }
        buffer.writeString("event: \(type)\ndata: ")
        buffer.writeBytes(json)
        buffer.writeString("\n\n")
    }
}

extension HTTPField.Name {
    /// Where a stream of events goes on.
    static let lastEventID = known("Last-Event-ID")
    /// Tells nginx not to hold the stream back.
    static let xAccelBuffering = known("X-Accel-Buffering")
    /// The one version of WebSockets.
    static let wsVersion = known("Sec-WebSocket-Version")
    /// Under which a command's outcome is kept.
    static let idempotencyKey = known("Idempotency-Key")

    private static func known(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("\(name) is no name of a header") }
        return name
    }
}
