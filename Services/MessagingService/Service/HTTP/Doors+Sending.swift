import Contracts
import Hummingbird
import MessageRouting

extension Doors {
    /// The most bytes of one message's request, and of a bulk request.
    private static let longestMessage = 512 << 10
    private static let longestBulk = 8 << 20

    func addSending(to routes: RouterGroup<MessagingContext>) {
        routes.post("messages/send") { request, context in
            let message = try SendRequest(body: try await request.bytes(upTo: Self.longestMessage))
            if case .people = message.destination {
                throw CommandError(.invalidField, "lists are sent by /v1/messages/broadcast", field: "to")
            }
            return try await answer(.send(message), id: message.id, try context.caller)
        }
        routes.post("messages/edit") { request, context in
            var fields = FieldReader(try await request.object(upTo: Self.longestMessage))
            let edit = try AmendRequest(edit: &fields)
            return try await answer(.amend(edit), id: edit.id, try context.caller)
        }
        routes.post("messages/delete") { request, context in
            var fields = FieldReader(try await request.object(upTo: Self.longestMessage))
            let deletion = try AmendRequest(deletion: &fields)
            return try await answer(.amend(deletion), id: deletion.id, try context.caller)
        }
        routes.post("messages/bulk") { request, context in
            let requests = try SendRequest.bulk(body: try await request.bytes(upTo: Self.longestBulk))
            return Response(json: await bulk(requests, by: try context.caller))
        }
        routes.post("messages/broadcast") { request, context in
            let caller = try context.caller
            try caller.mustBeOperator()
            let message = try SendRequest(
                body: try await request.bytes(upTo: Self.longestBulk), mostPeople: SendRequest.longestList)
            guard case .people(let people) = message.destination else {
                return try await answer(.send(message), id: message.id, caller)
            }
            let parts = message.chunks()
            // The queue is the stored progress: once it has all parts, each person is told once, whoever is killed.
            try await inbound.publish(parts, by: caller)
            return Response(.accepted, json: accepted(message.id, nil, recipients: people.count))
        }
    }

    private func answer(_ request: PostedRequest, id: String, _ caller: Caller) async throws -> Response {
        let outcome = await post([request], by: caller.sender)
        switch outcome.first {
        case .success(let message): return Response(.created, json: accepted(id, message))
        case .failure(let error): throw error
        case nil: throw CommandError(.internalError, "the service has failed")
        }
    }

    private func accepted(_ id: String, _ message: MessageID?, recipients: Int? = nil) -> [UInt8] {
        var json = JSONWriter(capacity: 160)
        json.beginObject()
        json.member("id", id)
        if let message { json.member("message", message.text) }
        if let recipients {
            json.key("recipients")
            json.int(recipients)
        }
        json.endObject()
        return json.bytes
    }

    /// Sends those that can be read; one that is wrong does not stop the others.
    private func bulk(_ requests: [Result<SendRequest, CommandError>], by caller: Caller) async -> [UInt8] {
        let readable = requests.compactMap { try? $0.get() }
        var outcomes = (await post(readable.map { .send($0) }, by: caller.sender)).makeIterator()
        var json = JSONWriter(capacity: 128 * requests.count)
        json.beginObject()
        json.key("results")
        json.beginArray()
        for request in requests {
            json.beginObject()
            let outcome: Result<MessageID?, CommandError>
            switch request {
            case .success(let message):
                json.member("id", message.id)
                outcome = outcomes.next() ?? .failure(CommandError(.internalError, "the service has failed"))
            case .failure(let error): outcome = .failure(error)
            }
            switch outcome {
            case .success(let message):
                json.member("status", "accepted")
                if let message { json.member("message", message.text) }
            case .failure(let error):
                json.member("status", "refused")
                error.write(to: &json)
            }
            json.endObject()
        }
        json.endArray()
        json.endObject()
        return json.bytes
    }
}
