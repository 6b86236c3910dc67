import Contracts
import RabbitMQ
import TestWorld
import Testing

/// What comes of messages that are wrong, late, or too many.
@Suite(
    "Queries: messages", .world(settings: ["KAURI_QUERY_QUEUE_LENGTH": "20"]), .serialized, .timeLimit(.minutes(2)))
struct QueryMessageTests {
    @Test("What cannot be read is answered with the rule that it breaks")
    func unreadable() async throws {
        let world = try World.here
        let asker = Asker(world)
        let good = #"{"wallet": "cash:ZAR"}"#
        let deep = #"{"wallet": "# + String(repeating: "[", count: 20)
        let cases: [(type: String?, body: String, code: ErrorCode, field: String?)] = [
            ("wallet.get", "", .malformedJSON, nil), ("wallet.get", "[]", .malformedJSON, nil),
            ("wallet.get", deep, .nestingTooDeep, nil),
            ("wallet.get", #"{"wallet": "a", "wallet": "b"}"#, .duplicateKey, nil),
            ("wallet.get", "{}", .missingField, "wallet"), ("wallet.gone", good, .unknownType, "type"),
            ("wallet.transfer", good, .unknownType, "type"), (nil, good, .missingField, "type"),
            ("wallet.get", #"{"wallet": "cash:ZAR", "colour": "green"}"#, .unknownField, "colour"),
            ("wallet.get", #"{"wallet": {"party": "ann"}}"#, .missingField, "wallet.currency"),
            (
                "wallet.get", #"{"wallet": "cash:ZAR", "actor": {"id": "a", "role": "king"}}"#, .invalidField,
                "actor.role"
            ),
            ("party.list", #"{"limit": 0}"#, .invalidField, "limit"),
            ("party.list", #"{"limit": 201}"#, .invalidField, "limit"),
            ("party.list", #"{"cursor": "AAAA"}"#, .invalidField, "cursor"),
            ("wallet.get", good + String(repeating: " ", count: 70_000), .messageTooLarge, nil),
        ]
        for (type, body, code, field) in cases {
            let answer = try await Document(
                asker.caller.call(asker.message(type, Array(body.utf8)), timeout: .seconds(20)).body)
            #expect(answer.text("error.code") == code.rawValue, "\(body.prefix(80))")
            #expect(answer.text("status") == "rejected" && answer.text("query.type") == type)
            if let field { #expect(answer.text("error.field") == field, "\(body)") }
        }
        let encoded = asker.message("wallet.get", Array(good.utf8)) { $0.contentEncoding = "gzip" }
        let answer = try await Document(asker.caller.call(encoded, timeout: .seconds(20)).body)
        #expect(answer.text("error.code") == "unsupported_content")
    }

    @Test("A text that is not UTF-8 or holds U+0000 is refused by name, wherever it stands")
    func text() async throws {
        let asker = Asker(try World.here)
        let nul = Array(#"{"reference": "a\u0000b"}"#.utf8)
        let broken = Array(#"{"reference": "a"#.utf8) + [0xC3, 0x28] + Array(#""}"#.utf8)
        for (body, code) in [(nul, ErrorCode.nulCharacter), (broken, .invalidUTF8)] {
            let message = asker.message("transaction.list", body)
            let answer = try await Document(asker.caller.call(message, timeout: .seconds(20)).body)
            #expect(answer.text("error.code") == code.rawValue)
            #expect(answer.text("status") == "rejected" && answer.text("query.type") == "transaction.list")
        }
    }

    @Test("A query that the database cannot carry out is internal_error, tells nothing of why, and stops nobody")
    func internalError() async throws {
        let world = try World.here
        let asker = Asker(world)
        _ = try await asker.ask(FlagList())
        try await world.withOwner { connection in
            try await connection.run([.init(once: "ALTER TABLE risk_flags RENAME TO risk_flags_away")])
            let answer = try await asker.reply(to: FlagList())
            #expect(answer.text("error.code") == ErrorCode.internalError.rawValue)
            #expect(answer.text("error.message") == "the query could not be answered")
            #expect(answer["error.retriable"]?.asBool == true)
            _ = try await asker.ask(PartyList())
            try await connection.run([.init(once: "ALTER TABLE risk_flags_away RENAME TO risk_flags")])
        }
        _ = try await asker.ask(FlagList())
    }

    @Test("A cursor leads on in its own list alone")
    func cursors() async throws {
        let world = try World.here
        let client = try await Client(world)
        let asker = Asker(world)
        let wallet = try await client.makeGuest("ann", with: "1.00 ZAR")
        try await client.deposit("2.00 ZAR", to: "ann")
        let first = try await asker.ask(WalletEntries(wallet: .id(wallet), page: Page(limit: 1)))
        let cursor = try #require(first.text("next_cursor"))
        let page = Page(limit: 7, cursor: cursor)
        #expect(try await asker.ask(WalletEntries(wallet: .id(wallet), page: page)).objects("items").count == 1)
        let others: [any Query] = [
            WalletEntries(wallet: .id(wallet), transactionType: "deposit", page: page), PartyList(page: page),
            WalletEntries(wallet: .system(.cash, currency: "ZAR"), page: page),
        ]
        for other in others { #expect(try await asker.refusal(of: other) == .invalidField) }
    }

    @Test("A cursor that somebody has made up is refused by name, and stops nobody")
    func forgedCursors() async throws {
        let world = try World.here
        let client = try await Client(world)
        let asker = Asker(world)
        let wallet = try await client.makeGuest("forger", with: "1.00 ZAR")
        func forged<Asked: PagedQuery>(_ query: Asked, _ key: String...) -> Asked {
            var query = query
            query.page = Page(cursor: Cursor(key).text(for: query))
            return query
        }
        let entries = WalletEntries(wallet: .id(wallet))
        let queries: [any Query] = [
            forged(entries, "\(Int64.min)"), forged(entries, "\(Int64.max)"), forged(entries, "0"),
            forged(entries, "first"), forged(WalletEntries(wallet: .id(wallet), reference: "x"), "\(Int64.min)"),
            forged(HoldList(), "\(Int64.max)", "1"), forged(HoldList(), "1"),
            forged(ReportDailyVolumes(), "yesterday", "1", "deposit"),
            forged(ReportDailyVolumes(), "2026-02-30", "1", "x"),
            forged(TransactionList(reference: "x"), "x"), forged(RequestList(kind: .job), "x"),
            forged(FlagList(), "x"), forged(PayoutList(), "x"),
        ]
        for query in queries {
            let answer = try await asker.reply(to: query)
            #expect(answer.text("error.code") == "invalid_field", "\(query)")
            #expect(answer.text("error.field") == "cursor", "\(query)")
        }
        #expect(try await asker.ask(entries).objects("items").count == 1)
    }

    @Test("Nobody is answered where no reply address is given or allowed; nothing becomes a dead letter")
    func replyAddresses() async throws {
        let world = try World.here
        let service = try await world.service
        let dropped = #"kauri_queries_dropped_total{reason="no_reply_to"}"#
        let before = try await service.metric(dropped) ?? 0
        let publisher = BrokerPublisher(configuration: world.broker, logger: world.logger)
        let asker = Asker(world)
        let body = Array("{}".utf8)
        let addresses: [String?] = [nil, "", "ledger.commands.00", "ledger.dead-letters", "amq.topic", "reply."]
        let outcomes = try await publisher.publish(
            addresses.map { address in asker.message("party.list", body) { $0.replyTo = address } })
        #expect(outcomes.allSatisfy { $0.isConfirmed })
        try await eventually("the queries are not dropped") {
            try await service.metric(dropped) == before + Double(addresses.count)
        }
        let administration = BrokerAdministration(configuration: world.broker)
        #expect(try await administration.messageCount(ofQueue: LedgerTopology.deadLetters) == 0)
        #expect(try await administration.messageCount(ofQueue: LedgerTopology.queries) == 0)
        await administration.close()
        await publisher.close()
    }

    @Test(
        "A query waits no longer than its caller; a full queue refuses; what is left is answered when the service goes on"
    )
    func waiting() async throws {
        let world = try World.here
        let service = try await world.service
        let asker = Asker(world)
        _ = try await asker.ask(PartyList())
        // An answer may come before its query is acknowledged, and what is not counts among the eight that a worker takes.
        try await eventually("the query is not acknowledged", every: .milliseconds(200)) {
            try await world.queueLengths()[LedgerTopology.queries] == 0
        }
        await service.freeze()
        // What a worker has already taken does not expire at the broker: both of them, eight each.
        let held = (0..<16).map { _ in asker.message("party.list", Array("{}".utf8), within: .seconds(1)) }
        let late = (0..<10).map { _ in asker.message("party.list", Array("{}".utf8), within: .seconds(1)) }
        let patient = (0..<10).map { _ in asker.message("party.list", Array("{}".utf8), within: .seconds(40)) }
        let answers = Task { try await asker.caller.call(held + late + patient, timeout: .seconds(40)) }
        let administration = BrokerAdministration(configuration: world.broker)
        try await eventually("the queue does not fill") {
            try await administration.messageCount(ofQueue: LedgerTopology.queries) == 20
        }
        let publisher = BrokerPublisher(configuration: world.broker, logger: world.logger)
        let more = asker.message("party.list", Array("{}".utf8), within: .seconds(1)) { $0.replyTo = "reply.nobody" }
        #expect(try await publisher.publish([more]) == [.nacked])
        try await eventually("what is late does not expire") {
            try await administration.messageCount(ofQueue: LedgerTopology.queries) == 10
        }
        await service.thaw()
        let results = try await answers.value
        #expect(results.suffix(10).allSatisfy { (try? $0.get()) != nil })
        #expect(results.dropFirst(16).prefix(10).allSatisfy { (try? $0.get()) == nil })
        await administration.close()
        await publisher.close()
    }
}
