import Contracts
import RabbitMQ
import Testing

@testable import Operator

@Suite struct DeadLetterTests {
    private typealias Header = LedgerTopology.DeadLetterHeader
    private let kauri = DeadLetter.Sender(user: "kauri", impersonates: false)

    /// A letter as the service leaves it.
    private func letter(
        id: String? = "m-1", from user: String? = nil, exchange: String = "ledger.commands", key: String = "BK-1",
        headers: MessageHeaders = [:], body: String = #"{"party":"p","party_type":"guest","name":"N"}"#,
        reason: String = "reply_to_forbidden", time: String = "2026-11-21T09:30:00.000000Z"
    ) -> DeadLetter {
        var properties = MessageProperties(
            contentType: "application/json", messageID: id, correlationID: "c-1", type: "party.register")
        var all = headers
        all[Header.reason] = .string(reason)
        all[Header.message] = "a sentence"
        all[Header.queue] = "ledger.commands.03"
        all[Header.exchange] = .string(exchange)
        all[Header.routingKey] = .string(key)
        all[Header.time] = .string(time)
        if let user { all[Header.userID] = .string(user) }
        properties.headers = all
        return DeadLetter(properties: properties, body: Array(body.utf8))
    }

    private func brokersLetter(queue: String = "ledger.commands.07", seconds: Int64 = 1_795_253_400) -> DeadLetter {
        var properties = MessageProperties(messageID: "m-2", replyTo: "reply.x", type: "party.register")
        properties.userID = "bookings"
        properties.headers = [
            "own": "kept", "x-delivery-count": 3, "x-first-death-queue": "ledger.commands.07",
            "x-death": .array([
                .table([
                    "reason": "delivery_limit", "queue": .string(queue), "exchange": "ledger.commands",
                    "routing-keys": .array(["BK-9"]), "time": .timestamp(seconds), "count": 1,
                ])
            ]),
        ]
        return DeadLetter(properties: properties, body: Array("{}".utf8))
    }

    @Test func readsWhatTheServiceNoted() {
        let letter = letter(from: "bookings", headers: ["own": "kept", Header.deliveries: 4])
        #expect(letter.id == "m-1" && letter.reason == "reply_to_forbidden" && letter.message == "a sentence")
        #expect(letter.publisher == "bookings" && letter.queue == "ledger.commands.03" && letter.deliveries == 4)
        #expect(letter.originalHeaders == ["own": "kept"])
    }

    @Test func readsWhatTheBrokerNoted() {
        let letter = brokersLetter()
        #expect(!letter.isFromService && letter.reason == "delivery_limit" && letter.publisher == "bookings")
        #expect(letter.exchange == "ledger.commands" && letter.routingKey == "BK-9")
        #expect(letter.time == "2026-11-21T09:30:00.000000Z")
        #expect(letter.originalHeaders == ["own": "kept"])
        // A stranger may write any number.
        #expect(brokersLetter(seconds: .max).time == nil && brokersLetter(seconds: -1).time == nil)
        // What happened in other queues is no death here.
        #expect(brokersLetter(queue: "elsewhere").isFromService)
    }

    @Test func aLetterWithoutAnIdHasOneAllTheSame() {
        let (one, other) = (letter(id: nil), letter(id: nil, time: "2026-11-21T09:30:00.000001Z"))
        #expect(one.id.hasPrefix("letter-") && one.id == letter(id: nil).id && one.id != other.id)
    }

    @Test func isPublishedAgainAsItWas() throws {
        let message = try letter(headers: ["own": "kept", "x-delivery-count": 2]).retried(by: kauri)
        #expect(message.exchange == "ledger.commands" && message.routingKey == "BK-1" && message.isMandatory)
        #expect(message.properties.messageID == "m-1" && message.properties.correlationID == "c-1")
        #expect(message.properties.type == "party.register" && message.properties.contentType == "application/json")
        #expect(message.properties.headers == ["own": "kept", Header.retries: 1])
        #expect(message.properties.userID == nil && message.properties.isPersistent)
        let again = try letter(headers: [Header.retries: 1]).retried(by: kauri)
        #expect(again.properties.headers == [Header.retries: 2])
        #expect(try letter(headers: [Header.retries: .integer(.max)]).retried(by: kauri).body.isEmpty == false)
    }

    @Test func aBrokersLetterIsPublishedAgainWithoutItsDeath() throws {
        let message = try brokersLetter().retried(by: .init(user: "bookings", impersonates: false))
        #expect(message.exchange == "ledger.commands" && message.routingKey == "BK-9")
        #expect(message.properties.userID == "bookings" && message.properties.replyTo == "reply.x")
        #expect(message.properties.headers == ["own": "kept", Header.retries: 1])
    }

    @Test func tellsInWhoseNameItIsSent() throws {
        let foreign = letter(from: "bookings")
        #expect(
            !kauri.keepsKey(of: foreign) && kauri.keepsKey(of: letter()) && kauri.keepsKey(of: letter(from: "kauri")))
        let renamed = try foreign.retried(by: kauri).properties
        #expect(renamed.userID == "kauri" && renamed.headers[Header.retriedFor] == "bookings")
        let impersonator = DeadLetter.Sender(user: "kauri", impersonates: true)
        let kept = try foreign.retried(by: impersonator).properties
        #expect(impersonator.keepsKey(of: foreign) && kept.userID == "bookings")
        #expect(kept.headers[Header.retriedFor] == nil)
    }

    @Test(arguments: [("reply.bookings", true), ("ledger.commands.00", false), ("amq.rabbitmq.reply-to", false)])
    func aForbiddenReplyAddressIsDropped(address: String, isKept: Bool) throws {
        let message = try letter(headers: [Header.replyTo: .string(address)]).retried(by: kauri)
        #expect(message.properties.replyTo == (isKept ? address : nil))
    }

    @Test func whatIsNotWholeIsNotRetried() {
        let cut = letter(headers: [Header.bodySize: 3_000_000])
        #expect(throws: DeadLetter.Obstacle.self) { try cut.retried(by: kauri) }
        let damaged = DeadLetter(properties: letter().properties, body: [], isDamaged: true)
        #expect(throws: DeadLetter.Obstacle.self) { try damaged.retried(by: kauri) }
    }

    @Test(arguments: [
        ("ledger.commands", "any", true), ("", "ledger.commands.03", true), ("", "ledger.events.log", false),
        ("", "ledger.commands.x", false), ("amq.topic", "any", false), ("ledger.events", "wallet.deposited", false),
    ])
    func goesOnlyWhereCommandsGo(exchange: String, key: String, isAllowed: Bool) {
        let message = try? letter(exchange: exchange, key: key).retried(by: kauri)
        #expect((message != nil) == isAllowed)
    }

    @Test func knowsTheKeysOfItsCommands() {
        #expect(letter().outcomeIDs == ["m-1"])
        #expect(letter(body: "{nope").outcomeIDs == [])
    }

    @Test func sumsByReasonAndKeepsTheNewest() {
        var newest = DeadLetterSurvey(limit: 2, oldest: false)
        var oldest = DeadLetterSurvey(limit: 2, oldest: true)
        for number in 1...5 {
            let letter = letter(
                id: "m-\(number)", reason: number == 3 ? "unknown_type" : "malformed_json",
                time: "2026-11-21T09:30:0\(number).000000Z")
            newest.add(letter)
            oldest.add(letter)
        }
        #expect(newest.letters.map(\.id) == ["m-4", "m-5"] && oldest.letters.map(\.id) == ["m-1", "m-2"])
        #expect(newest.count == 5 && newest.sums["unknown_type"]?.count == 1)
        let sum = newest.sums["malformed_json"]
        #expect(sum?.first == "2026-11-21T09:30:01.000000Z" && sum?.last == "2026-11-21T09:30:05.000000Z")
    }

    @Test func bodiesShareTheRoom() {
        let room = UInt64(DeadLetterReading.mostBytes)
        #expect(limit(of: []) >= 1 << 20 && limit(of: [10, 20]) > 1 << 20)
        let limits = limit(of: [100, room, room])
        #expect(limits < room && limits > room / 3)
        // What fits fits: the short ones are whole, and all together keep to the room.
        let sizes = Array(repeating: UInt64(1_000_000), count: 1_000)
        #expect(sizes.reduce(0) { $0 + min($1, limit(of: sizes)) } <= room)
    }

    private func limit(of sizes: [UInt64]) -> UInt64 {
        var plan = DeadLetterBodies()
        for size in sizes { plan.add(size) }
        return UInt64(plan.limit)
    }

    @Test func strangersDoNotCommandTheTerminal() {
        #expect(Terminal.printable("a\u{1B}[31mb\n\u{202E}c") == "a\u{FFFD}[31mb\u{FFFD}\u{FFFD}c")
        #expect(Terminal.printable("abcdef", most: 3) == "abc…")
    }

    @Test(arguments: [
        ["dead-letters", "retry"], ["dead-letters", "retry", "m-1", "--all"], ["dead-letters", "show"],
        ["dead-letters", "discard", "--yes"], ["dead-letters", "list", "--limit", "-1"],
    ])
    func refusesUnclearChoices(arguments: [String]) {
        let error = #expect(throws: (any Error).self) { try Kauri.parseAsRoot(arguments) }
        #expect(error.map { Kauri.exitCode(for: $0).rawValue } == 64)
    }
}
