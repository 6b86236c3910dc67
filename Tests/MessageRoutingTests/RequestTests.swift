import Contracts
import MessageRouting
import Testing

@Suite("Reading what people send")
struct RequestTests {
    private func read(_ text: String) throws(CommandError) -> SendRequest { try SendRequest(body: Array(text.utf8)) }

    private func refusal(_ text: String) -> CommandError? {
        do {
            _ = try read(text)
            return nil
        } catch {
            return error
        }
    }

    @Test("What is left out has its usual value, by the destination")
    func defaults() throws {
        let chat = try read(#"{"id": "1", "to": {"person": "bob"}, "body": "hello"}"#)
        #expect(chat == SendRequest(id: "1", to: .person(try person("bob")), body: "hello"))
        #expect(chat.kind == .chat && chat.priority == .normal)
        let news = try read(#"{"id": "1", "to": {"topic": "news"}, "body": "hello"}"#)
        #expect(news.kind == .notification)
    }

    @Test("What is written is read again, bytes as they are")
    func roundTrip() throws {
        let destinations: [SendRequest.Destination] = [
            .conversation(try group("trip")), .person(try person("bob")), .topic(try topic("news")), .everyone,
            .people([try person("bob"), try person("ann")]),
        ]
        for destination in destinations {
            let request = SendRequest(
                id: "a/1", to: destination, priority: .high, body: "e\u{301} \"x\" 😀",
                metadata: [MetadataPair(key: "k", value: "v")], expiresIn: 60, onBehalfOf: try person("cat"))
            var json = JSONWriter()
            request.write(to: &json)
            let again = try SendRequest(body: json.bytes)
            #expect(again == request)
            #expect(Array(again.body.utf8) == Array(request.body.utf8))
        }
    }

    @Test(
        "What breaks a rule names its field",
        arguments: [
            (#"{"to": {"person": "bob"}, "body": "x"}"#, ErrorCode.missingField, "id"),
            (#"{"id": "1", "body": "x"}"#, .missingField, "to"),
            (#"{"id": "1", "to": {}, "body": "x"}"#, .invalidField, "to"),
            (#"{"id": "1", "to": {"person": "a", "topic": "b"}, "body": "x"}"#, .invalidField, "to"),
            (#"{"id": "1", "to": {"person": "a b"}, "body": "x"}"#, .invalidField, "to.person"),
            (#"{"id": "1", "to": {"everyone": false}, "body": "x"}"#, .invalidField, "to.everyone"),
            (#"{"id": "1", "to": {"people": ["a", "a"]}, "body": "x"}"#, .invalidField, "people[1]"),
            (#"{"id": "1", "to": {"group": "a"}, "body": "x"}"#, .unknownField, "to.group"),
            (#"{"id": "1", "to": {"person": "a"}}"#, .missingField, "body"),
            (#"{"id": "1", "to": {"person": "a"}, "body": ""}"#, .invalidField, "body"),
            (#"{"id": "1", "to": {"person": "a"}, "body": "x", "kind": "sms"}"#, .invalidField, "kind"),
            (#"{"id": "1", "to": {"topic": "a"}, "body": "x", "kind": "chat"}"#, .invalidField, "kind"),
            (
                #"{"id": "1", "to": {"conversation": "a"}, "body": "x", "kind": "notification"}"#, .invalidField, "kind"
            ), (#"{"id": "1", "to": {"person": "a"}, "body": "x", "priority": "top"}"#, .invalidField, "priority"),
            (#"{"id": "1", "to": {"person": "a"}, "body": "x", "expires_in": 0}"#, .invalidField, "expires_in"),
            (#"{"id": "1", "to": {"person": "a"}, "body": "x", "loud": true}"#, .unknownField, "loud"),
        ])
    func rules(text: String, code: ErrorCode, field: String) throws {
        let error = try #require(refusal(text))
        #expect(error.code == code)
        #expect(error.field?.hasSuffix(field) == true)
    }

    @Test("A body may have 64 KiB and not a byte more; U+0000 is refused")
    func sizes() throws {
        func text(_ count: Int) -> String {
            #"{"id": "1", "to": {"person": "a"}, "body": ""# + String(repeating: "x", count: count) + #""}"#
        }
        #expect(refusal(text(Message.longestBody)) == nil)
        #expect(refusal(text(Message.longestBody + 1))?.code == .messageTooLarge)
        #expect(refusal(#"{"id": "1", "to": {"person": "a"}, "body": "a\u0000"}"#)?.code == .nulCharacter)
        #expect(refusal("[]")?.code == .malformedJSON)
        let long = String(repeating: "i", count: 129)
        #expect(refusal(#"{"id": "\#(long)", "to": {"person": "a"}, "body": "x"}"#)?.field == "id")
    }

    @Test("In a bulk each stands for itself")
    func bulk() throws {
        let good = #"{"id": "1", "to": {"person": "bob"}, "body": "x"}"#
        let all = try SendRequest.bulk(body: Array(#"{"messages": [\#(good), {"id": "2"}, \#(good)]}"#.utf8))
        #expect(all.map { (try? $0.get()) != nil } == [true, false, true])
        #expect(throws: CommandError.self) { try SendRequest.bulk(body: Array(#"{"messages": []}"#.utf8)) }
    }

    @Test("An edit and a deletion name the sender's own id")
    func amendments() throws {
        func fields(_ text: String) throws -> FieldReader {
            FieldReader(try #require(try JSONReader.read(Array(text.utf8)).asObject))
        }
        var edit = try fields(#"{"id": "1", "to": {"person": "bob"}, "number": 2, "body": "better"}"#)
        #expect(
            try AmendRequest(edit: &edit)
                == AmendRequest(id: "1", to: .person(try person("bob")), change: .edit(number: 2, body: "better")))
        var deletion = try fields(#"{"id": "1", "to": {"conversation": "trip"}}"#)
        #expect(try AmendRequest(deletion: &deletion).change == .delete)
        var wrong = try fields(#"{"id": "1", "to": {"person": "bob"}, "number": 0, "body": "better"}"#)
        #expect(throws: CommandError.self) { try AmendRequest(edit: &wrong) }
    }
}
