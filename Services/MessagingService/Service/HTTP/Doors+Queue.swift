import Contracts
import Hummingbird
import MessageRouting
import NIOCore

extension Doors {
    /// A person's messages as a queue: read again and again until acknowledged.
    func addQueue(to routes: RouterGroup<MessagingContext>) {
        routes.get("messages/queue/:user") { request, context in
            let caller = try context.caller
            let owner = try context.name("user") { PartyID(text: $0) }
            try caller.mayReach(owner)
            let limit = try request.number("limit", in: 1...500) ?? 100
            let wait = try request.number("wait", in: 0...60) ?? 0
            let device = try device(of: request)
            let after: Position
            if let cursor = try request.position("cursor") {
                after = cursor
            } else {
                after = try await queries.delivered(to: owner, device: device) ?? .start
            }
            var page = try await queries.page(of: owner, after: after, limit: limit)
            if page.isEmpty, wait > 0 {
                let arrival = Arrival(
                    session: socket.nextSession(), caller: Caller(person: owner, role: caller.role), device: device,
                    cursor: page.next, outlet: nil)
                page = try await poll(arrival, page, limit: limit, for: .seconds(wait), context)
            }
            return Response(json: page.body)
        }
        routes.post("messages/ack") { request, context in
            let caller = try context.caller
            var fields = FieldReader(try await request.object(upTo: 4_096))
            let device = try fields.text("device", maximum: Marker.longestDevice) ?? Hello.usualDevice
            let cursor = try fields.present(fields.position("cursor"), "cursor")
            let person = try fields.party("person") ?? caller.person
            try fields.finish()
            try caller.mayReach(person)
            return try await mark(.delivered(person: person, device: device, upTo: cursor), by: caller)
        }
        routes.post("read") { request, context in
            let caller = try context.caller
            var fields = FieldReader(try await request.object(upTo: 4_096))
            let conversation = try fields.present(fields.conversation("conversation"), "conversation")
            let cursor = try fields.present(fields.position("cursor"), "cursor")
            try fields.finish()
            guard try await queries.people([caller.person]).states.first?.conversations[conversation] != nil else {
                throw CommandError(
                    .notAMember, "the reader takes no part in this conversation", field: "conversation")
            }
            return try await mark(
                .read(person: caller.person, conversation: conversation, upTo: cursor), by: caller)
        }
    }

    private func mark(_ marker: Marker, by caller: Caller) async throws -> Response {
        if case .failure(let error) = await post([.mark(marker)], by: caller.sender).first { throw error }
        return Response(status: .noContent)
    }

    /// Waits for a commit that concerns the person, and reads again.
    private func poll(
        _ arrival: Arrival, _ first: StoredPage, limit: Int, for duration: Duration, _ context: MessagingContext
    ) async throws -> StoredPage {
        let outlet = StreamOutlet(arrival.session, intake: intake, loop: context.loop)
        var arrival = arrival
        arrival.outlet = outlet
        intake.submit(.open(arrival))
        let alarm = outlet.loop.scheduleTask(in: TimeAmount(duration)) { outlet.stop() }
        defer {
            alarm.cancel()
            intake.submit(.closed(arrival.session))
        }
        var page = first
        while let frames = await outlet.next() {
            outlet.wrote(frames)
            // A message may be here before it is stored; the cursor says that it is.
            guard frames.contains(where: { $0.cursor.flatMap { Position(text: $0) }.map { $0 > page.next } ?? false })
            else { continue }
            page = try await queries.page(of: arrival.caller.person, after: page.next, limit: limit)
            if !page.isEmpty { return page }
        }
        return page
    }
}
