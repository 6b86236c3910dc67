import Contracts
import Testing

@Suite("The forms of a message")
struct CommandMessageTests {
    private static let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    @Test("A bare JSON message with AMQP properties")
    func plain() throws {
        let envelope = try readCommand(transferText())
        let command = try #require(envelope.command as? WalletTransfer)
        #expect(envelope.key == CommandKey(subject: "anonymous", messageID: "message-1"))
        #expect(envelope.proof == .none)
        #expect(command.from == .id(AccountID(number: 10_000_001)))
        #expect(command.money.currency == "ZAR")
        #expect(command.reference == "BK-1042")
        #expect(envelope.trace == nil)
    }

    @Test("CloudEvents headers in any of their spellings", arguments: ["ce-", "cloudevents_", "cloudevents:"])
    func binaryCloudEvents(prefix: String) throws {
        let headers = [
            prefix + "id": "event-1", prefix + "type": "wallet.transfer", prefix + "traceparent": Self.trace,
        ]
        guard case .single(let envelope) = try readMessage(transferText(), type: nil, id: nil, headers: headers) else {
            return #expect(Bool(false), "a batch")
        }
        #expect(envelope.key.messageID == "event-1")
        #expect(envelope.trace?.traceID == "0af7651916cd43dd8448eb211c80319c")
    }

    @Test("The structured form of CloudEvents, with extensions that nobody asked for")
    func structured() throws {
        let text =
            #"{"specversion": "1.0", "id": "event-1", "type": "wallet.transfer", "source": "/app", "tenant": 5, "data": \#(transferText())}"#
        let message = try readMessage(
            text, type: "ignored", id: "ignored", contentType: "application/cloudevents+json; charset=utf-8")
        guard case .single(let envelope) = message else { return #expect(Bool(false), "a batch") }
        #expect(envelope.key.messageID == "event-1")
        #expect(envelope.type == "wallet.transfer")
    }

    @Test(
        "A structured event without version, data, id or type",
        arguments: [
            (#"{"id": "1", "type": "wallet.transfer", "data": {}}"#, "specversion"),
            (#"{"specversion": "0.3", "id": "1", "type": "wallet.transfer", "data": {}}"#, "specversion"),
            (#"{"specversion": "1.0", "id": "1", "type": "wallet.transfer"}"#, "data"),
            (#"{"specversion": "1.0", "type": "wallet.transfer", "data": {}}"#, "message_id"),
            (#"{"specversion": "1.0", "id": "1", "data": {}}"#, "type"),
            (#"{"specversion": "1.0", "id": "1", "type": "wallet.transfer", "data": {}}"#, "data.from"),
        ])
    func brokenStructured(text: String, field: String) {
        #expect(messageError(text, contentType: "application/cloudevents+json")?.field == field)
    }

    @Test("The subject is part of the key, and one kind cannot pose as another")
    func subjects() throws {
        let message = IncomingMessage(body: Array(transferText().utf8), messageID: "1", type: "wallet.transfer")
        let subjects: [Subject] = [
            .anonymous, .broker(user: "app"), .token(subject: "app"), .broker(user: "token:app"),
        ]
        let keys = try subjects.map { subject in
            guard case .single(let envelope) = try CommandMessage.read(message, from: subject) else {
                return subject.text
            }
            #expect(envelope.proof == subject.proof)
            return envelope.key.subject
        }
        #expect(keys == ["anonymous", "broker:app", "token:app", "broker:token:app"])
    }

    @Test("A deadline, an actor, a version, metadata")
    func commonFields() throws {
        let text =
            transferText().dropLast() + """
                , "deadline": "2026-11-21T11:30:00+02:00", "expected_version": "7", "actor": {"id": "ann", "role": "host"},
                "metadata": {"b": "2", "a": "1"}, "traceparent": "\(Self.trace)"}
                """
        let envelope = try readCommand(String(text))
        #expect(envelope.common.deadline == Timestamp(rfc3339: "2026-11-21T09:30:00Z"))
        #expect(envelope.common.expectedVersion == 7)
        #expect(envelope.common.actor?.role == .host)
        #expect(envelope.common.metadata.map(\.key) == ["a", "b"])
        #expect(envelope.trace?.traceparent == Self.trace)
        let register = #"{"party": "a", "party_type": "user", "name": "A", "expected_version": "1"}"#
        #expect(messageError(register, type: "party.register")?.code == .unknownField)
    }

    @Test(
        "Trace contexts that break the specification are dropped, not refused",
        arguments: [
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
            "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "0g-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01", "00", "é",
        ])
    func traces(text: String) throws {
        #expect(TraceContext(traceparent: text) == nil)
        #expect(try readCommand(transferText("traceparent", "\"\(text)\"")).trace == nil)
    }

    @Test(
        "Of a version to come the known part is read, and passed on as version 00",
        arguments: [
            ("01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "01"),
            ("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-02-what-the-future-holds", "00"),
            ("fe-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-ff-", "01"),
        ])
    func futureTraces(text: String, flags: String) {
        let trace = TraceContext(traceparent: text)
        #expect(trace?.traceparent == "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-\(flags)")
        #expect(trace?.traceID == "0af7651916cd43dd8448eb211c80319c")
    }

    @Test("More after a version that is known, or without a dash, is ill-formed")
    func tracesTooLong() {
        let trace = "0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        #expect(TraceContext(traceparent: "00-\(trace)-more") == nil)
        #expect(TraceContext(traceparent: "01-\(trace)more") == nil)
    }

    @Test("Null is as good as absent")
    func nulls() throws {
        let absent = transferText("deadline", "null")
        #expect(
            try readCommand(transferText("reference", "null")).content().bytes == readCommand(absent).content().bytes)
        let command = try #require(try readCommand(transferText("reference", "null")).command as? WalletTransfer)
        #expect(command.reference == nil)
        #expect(messageError(transferText("to", "null"))?.code == .missingField)
    }
}
