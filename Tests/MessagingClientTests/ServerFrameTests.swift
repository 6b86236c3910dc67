import Contracts
import Testing

@testable import MessagingClient

@Suite("What the service says, and what a client says")
struct ServerFrameTests {
    private static func frame(_ text: String) throws -> ServerFrame { try ServerFrame(Array(text.utf8)) }

    @Test("A message keeps its bytes, with a position and without")
    func message() throws {
        // An e with a combining dot below and a combining grave: not what a normalisation would make of it.
        let body = "\u{65}\u{300}\u{323} \u{1E62}"
        let digits = String(repeating: "0", count: 32)
        let members = """
            "id":"msg_\(digits)","sender_id":"a","sender":"ada","stream":"c:trip","kind":"chat","priority":"high",\
            "body":"\(body)","sent_at":"2026-11-21T09:30:00.250000Z"
            """
        guard
            case .message(let message, let position) = try Self.frame(#"{"type":"message",\#(members),"position":"7"}"#)
        else { throw SocketEnding(code: 0, reason: "no message") }
        #expect(Array(message.body.utf8) == Array(body.utf8))
        #expect(position == Position(7) && message.priority == .high && message.stream.text == "c:trip")
        guard case .message(_, nil) = try Self.frame(#"{"type":"message",\#(members),"later":true}"#)
        else { throw SocketEnding(code: 0, reason: "no message") }
    }

    @Test("Greeting, cursor, gap, answers, farewell, and what is not known")
    func others() throws {
        guard
            case .welcome(let welcome) = try Self.frame(
                #"{"type":"welcome","session":"s1","person":"ada","cursor":"3","head":"9","heartbeat_seconds":20}"#)
        else { throw SocketEnding(code: 0, reason: "no welcome") }
        #expect(welcome.person.text == "ada" && welcome.cursor == Position(3) && welcome.head == Position(9))
        guard case .cursor(Position(12)) = try Self.frame(#"{"type":"cursor","cursor":"12"}"#),
            case .gap(3, Position(4), Position(6)) = try Self.frame(#"{"type":"gap","count":3,"from":"4","to":"6"}"#),
            case .accepted("a", nil) = try Self.frame(#"{"type":"accepted","id":"a"}"#),
            case .bye("restart", 250) = try Self.frame(#"{"type":"bye","reason":"restart","reconnect_in_ms":250}"#),
            case .other("presence", _) = try Self.frame(#"{"type":"presence","person":"ada","online":true}"#),
            case .refused(let refusal) = try Self.frame(
                #"{"type":"refused","id":"a","code":"rate_limited","message":"slower","retriable":true}"#)
        else { throw SocketEnding(code: 0, reason: "another frame") }
        #expect(refusal == MessageRefusal(id: "a", code: "rate_limited", message: "slower", field: nil))
        for text in ["[]", "{}", #"{"type":"cursor"}"#, #"{"type":"cursor","cursor":"-1"}"#, "{"] {
            #expect(throws: CommandError.self) { try Self.frame(text) }
        }
    }

    @Test("What a client says is as the protocol has it")
    func client() throws {
        let ada = try #require(PartyID(text: "ada"))
        let draft = MessageDraft(id: "1", to: .person(ada), body: "\"hi\"\n", expiresIn: 60)
        #expect(
            String(decoding: ClientFrame.send(draft), as: UTF8.self)
                == #"{"type":"send","id":"1","to":{"person":"ada"},"body":"\"hi\"\n","priority":"normal","expires_in":60}"#
        )
        #expect(
            String(decoding: ClientFrame.hello(token: "t", device: "phone", cursor: Position(5)), as: UTF8.self)
                == #"{"type":"hello","token":"t","device":"phone","cursor":"5"}"#)
        #expect(
            String(decoding: ClientFrame.acknowledge(Position(5)), as: UTF8.self) == #"{"type":"ack","cursor":"5"}"#)
    }
}
