import Contracts
import MessageRouting

/// What a client says over its WebSocket after `hello`.
enum ClientFrame: Sendable {
    case send(SendRequest)
    case amend(AmendRequest)
    /// Everything up to there has arrived at the device.
    case acknowledge(Position)
    case read(ConversationID, upTo: Position)
    case typing(ConversationID)
    case ping(id: String?)
    /// What cannot be read, or may not be said: `id` as far as it is known.
    case wrong(id: String?, CommandError)

    private enum Kind: String, CaseIterable {
        case send, edit, delete, ack, read, typing, ping
    }

    /// Reads a text message.
    ///
    /// - Throws: only where it is no UTF-8.
    static func read(_ bytes: [UInt8]) throws(CloseCode) -> ClientFrame {
        do throws(CommandError) {
            var fields = try fields(of: bytes)
            // Taken twice: what is wrong is answered under the id that the client gave it.
            var again = fields
            do throws(CommandError) {
                return try frame(&fields)
            } catch {
                return .wrong(id: (try? again.text("id", maximum: MessageID.longestSenderID)) ?? nil, error)
            }
        } catch {
            guard String(validating: bytes, as: UTF8.self) != nil else { throw .invalidUTF8 }
            return .wrong(id: nil, error)
        }
    }

    /// Opens a text message that is a JSON object.
    static func fields(of bytes: [UInt8]) throws(CommandError) -> FieldReader {
        let value: JSONValue
        do {
            value = try JSONReader.read(bytes, limits: JSONReader.Limits(depth: 8))
        } catch {
            throw CommandError(jsonError: error)
        }
        guard case .object(let object) = value else {
            throw CommandError(.malformedJSON, "a frame must be a JSON object")
        }
        return FieldReader(object)
    }

    private static func frame(_ fields: inout FieldReader) throws(CommandError) -> ClientFrame {
        switch try fields.present(fields.choice("type", of: Kind.self), "type") {
        case .send: return .send(try SendRequest(reading: &fields))
        case .edit: return .amend(try AmendRequest(edit: &fields))
        case .delete: return .amend(try AmendRequest(deletion: &fields))
        case .ack:
            let position = try fields.present(fields.position("cursor"), "cursor")
            try fields.finish()
            return .acknowledge(position)
        case .read:
            let conversation = try fields.present(fields.conversation("conversation"), "conversation")
            let position = try fields.present(fields.position("cursor"), "cursor")
            try fields.finish()
            return .read(conversation, upTo: position)
        case .typing:
            let conversation = try fields.present(fields.conversation("conversation"), "conversation")
            try fields.finish()
            return .typing(conversation)
        case .ping:
            let id = try fields.text("id", maximum: MessageID.longestSenderID)
            try fields.finish()
            return .ping(id: id)
        }
    }
}
