import Contracts
import Testing

@Suite("Reply addresses, keys, events and replies")
struct ReplyAddressTests {
    @Test(
        "Queues that nobody else reads may be answered",
        arguments: [
            "amq.rabbitmq.reply-to", "amq.rabbitmq.reply-to.g1h2AA5yZXBseUAyNTk1NDE5OQAAAAAAAAAA",
            "amq.gen-JzTY20BRgKO-HjmUJj0wLg",
            "reply.app-1", "reply." + String(repeating: "x", count: 249),
        ])
    func allowed(address: String) { #expect(ReplyAddress.isAllowed(address)) }

    @Test(
        "Everything else would be a way to forge commands",
        arguments: [
            "", "ledger.commands.00", "ledger.dead-letters", "messaging.persist", "reply", "reply.", "Reply.x",
            " reply.x", "xreply.x", "amq.direct",
            "amq.rabbitmq.reply-to2", "amq.gen", "replyx", "reply." + String(repeating: "x", count: 250), "reply:x",
        ])
    func forbidden(address: String) { #expect(!ReplyAddress.isAllowed(address)) }

    @Test("Keys are ordered by bytes, subject first")
    func keyOrder() {
        let keys = [("a", "b"), ("a", "é"), ("a", "z"), ("b", "a"), ("a", "B")].map {
            CommandKey(subject: $0.0, messageID: $0.1)
        }
        #expect(keys.sorted().map { $0.subject + $0.messageID } == ["aB", "ab", "az", "aé", "ba"])
    }

    @Test("Keys that only look alike are two")
    func lookalikes() {
        #expect(CommandKey(subject: "a", messageID: "\u{E9}") != CommandKey(subject: "a", messageID: "e\u{301}"))
    }

    @Test("Every command has an event of its own name")
    func events() {
        let names = CommandCatalog.all.map { EventType.name(for: $0.type) }
        #expect(Set(names).count == CommandCatalog.all.count)
        #expect(names.allSatisfy { $0.hasPrefix("kauri.") })
        #expect(!names.contains("kauri." + EventType.riskFlagged))
        // Split and set are their own past.
        let same = CommandCatalog.all.map { $0.type }.filter { EventType.routingKey(for: $0) == $0 }
        #expect(same == ["payment.split", "limit.set"])
    }

    @Test("A reply is the outcome's document with its mark of replay; a batch's reply has them in order")
    func replies() throws {
        let document = Array(#"{"status":"committed"}"#.utf8)
        let single = ReplyBody.single(document, isReplay: true)
        #expect(try JSONReader.read(single) == ["replayed": true, "status": "committed"])
        let batch = ReplyBody.batch(id: "b\"1", [(document, false), (document, true)])
        #expect(
            try JSONReader.read(batch) == [
                "batch": "b\"1",
                "outcomes": [["replayed": false, "status": "committed"], ["replayed": true, "status": "committed"]],
            ])
        let error = CommandError(.malformedJSON, "unexpected end of text")
        let now = try #require(Timestamp(rfc3339: "2026-11-21T09:30:00Z"))
        let unreadable = try JSONReader.read(ReplyBody.unreadable(error, messageID: "m", type: nil, at: now))
        #expect(unreadable.asObject?["status"] == "rejected")
        #expect(unreadable.asObject?["error"]?.asObject?["code"] == "malformed_json")
        #expect(unreadable.asObject?["command"] == ["id": "m"])
    }
}
