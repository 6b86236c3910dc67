import Contracts
import RabbitMQ
import TestWorld
import Testing

/// Whatever comes in, somebody learns precisely what was wrong with it, nothing changes, and the next command is served.
@Suite("Bad input", .world(), .serialized, .timeLimit(.minutes(3)))
struct BadInputTests {
    @Test(
        "Answered with its error",
        arguments: BadMessage.syntax + BadMessage.fields + BadMessage.amounts + BadMessage.batches)
    func answered(bad: BadMessage) async throws {
        try await unchanged { client in
            let reply = try await client.call(bad.request)
            #expect(reply.status == "rejected", "\(reply.body.text)")
            #expect(reply.error == bad.code, "\(reply.body.text)")
            #expect(reply.field == bad.field, "\(reply.body.text)")
            #expect(reply.id == bad.request.properties.messageID)
            #expect(reply.outcomes.count == 1)
        }
    }

    @Test("Answered within the batch's reply", arguments: BadMessage.members)
    func answeredAsMember(bad: BadMessage) async throws {
        try await unchanged { client in
            let reply = try await client.call(bad.request)
            #expect(reply.text("batch") == bad.request.properties.messageID, "\(reply.body.text)")
            let outcome = try #require(reply.outcomes.first)
            #expect(outcome.error == bad.code && outcome.field == bad.field, "\(reply.body.text)")
            #expect(outcome.status == "rejected")
        }
    }

    @Test("A dead letter when nobody can be answered", arguments: BadMessage.syntax + [BadMessage.amounts[0]])
    func deadLetter(bad: BadMessage) async throws {
        let world = try World.here
        let letters = try await Subscriber(world, to: .deadLetters)
        try await unchanged { client in
            try await client.send([bad.request.unanswered])
            let letter = try await letters.wait(for: 1)[0]
            #expect(letter.header("x-kauri-reason") == bad.code.rawValue)
            #expect(letter.header("x-kauri-field") == bad.field)
            #expect(letter.header("x-kauri-queue")?.hasPrefix("ledger.commands.") == true)
            #expect(letter.header("x-kauri-exchange") == "ledger.commands")
            #expect(letter.header("x-kauri-routing-key") == "test")
            #expect(letter.header("x-kauri-message")?.isEmpty == false)
            #expect(letter.properties.type == bad.request.properties.type)
            #expect(letter.properties.messageID == bad.request.properties.messageID)
            #expect(letter.properties.contentEncoding == bad.request.properties.contentEncoding)
            // Of a body that is too large only the beginning was ever kept, and how large it was.
            let (size, limit) = (bad.request.body.count, 512 << 10)
            #expect(bad.request.body.starts(with: letter.body))
            #expect(letter.body.count == min(size, limit))
            #expect(letter.properties.headers["x-kauri-body-size"] == (size > limit ? .integer(Int64(size)) : nil))
        }
        await letters.close()
    }

    @Test(
        "A hostile reply_to is not answered",
        arguments: [
            "ledger.commands.00", "ledger.dead-letters", "ledger.events.log", "amq.gen", "amq.rabbitmq.reply-to-x",
            "reply.",
            "Reply.x", " reply.x", "victim", String(repeating: "r", count: 255),
        ])
    func hostileReplyTo(address: String) async throws {
        let world = try World.here
        let letters = try await Subscriber(world, to: .deadLetters)
        let administration = BrokerAdministration(configuration: world.broker)
        try await administration.declare(Topology(queues: [.init("victim")]))
        try await unchanged { client in
            for text in [BadMessage.good, "{nope"] {
                let request = Request(type: "wallet.deposit", text).with { $0.replyTo = address }
                try await client.send([request])
                let letter = try await letters.first { $0.properties.messageID == request.properties.messageID }
                #expect(letter.header("x-kauri-reason") == "reply_to_forbidden")
                #expect(letter.header("x-kauri-field") == "reply_to")
                #expect(letter.header("x-kauri-reply-to") == address)
                #expect(letter.properties.replyTo == nil)
                #expect(letter.body.text == text)
            }
        }
        #expect(try await administration.messageCount(ofQueue: "victim") == 0)
        await administration.close()
        await letters.close()
    }

    @Test("The currency of another wallet is a refusal that is kept")
    func currencyMismatch() async throws {
        let world = try World.here
        let client = try await Client(world)
        let wallet = try await client.makeGuest("mismatch", with: "5.00 ZAR")
        let before = try await world.audit()
        for money in [try money("1.00 KES"), try money("1 JPY")] {
            let reply = try await client.call(WalletSpend(wallet: .id(wallet), money: money, destination: .revenue))
            #expect(reply.status == "refused" && reply.error == .currencyMismatch, "\(reply.body.text)")
            #expect(reply.field == "wallet")
        }
        let after = try await world.audit()
        #expect(after.problems == [])
        for (table, rows) in after.rows {
            #expect(rows == before.rows[table, default: 0] + (table == "outcomes" ? 2 : 0))
        }
    }

    /// Runs a test, and then sees to it that nothing has changed and that the next command is served.
    private func unchanged(_ body: (Client) async throws -> Void) async throws {
        let world = try World.here
        let client = try await Client(world)
        let before = try await world.state()
        try await body(client)
        #expect(try await world.state() == before)
        #expect(try await world.audit().problems == [])
        let next = try await client.call(
            PartyRegister(party: party(Request.newID()), partyType: .guest, name: "Next", kycLevel: 0))
        #expect(next.isCommitted)
        #expect(try await world.service.isReady())
        await client.close()
    }
}

extension Event {
    /// A text header.
    func header(_ name: String) -> String? { properties.headers[name]?.string }
}
