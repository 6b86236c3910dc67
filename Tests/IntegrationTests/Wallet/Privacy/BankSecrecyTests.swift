import Contracts
import RabbitMQ
import TestWorld
import Testing

/// A bank account's number goes in and never comes out, whatever becomes of the command that brought it.
@Suite(
    "Secrecy of bank account numbers",
    .world(settings: .keepingBankAccounts.merging(["KAURI_LOG_LEVEL": "trace"]) { $1 }), .serialized,
    .timeLimit(.minutes(2)))
struct BankSecrecyTests {
    /// Numbers as they are sent, right and wrong, and what of them must be found nowhere.
    static let secrets = [
        "GB82WEST12345698765432", "1234 5698 7654 32", "12345698765432", "GB82WEST12345698765433", "6212345678",
        "DE89370400440532013000", "370400440532013000", "99887766554433", "62-1234-5678",
        "GB13 WEST", "9988 7766",
    ]

    @Test("Not in a table, an event, a reply, an error, a log or a dead letter")
    func nowhere() async throws {
        let world = try World.here
        let client = try await Client(world)
        let letters = try await Subscriber(world, to: .deadLetters)
        try await client.make("secret", as: .host, with: "10.00 ZAR")
        var replies: [String] = []
        for message in Self.answered {
            let reply = try await client.call(message.request)
            #expect(reply.outcomes.map(\.error) == message.errors, "\(reply.body.text)")
            replies.append("\(reply.properties) \(reply.body.text)")
        }
        try await client.send(Self.unanswerable)
        let dead = try await letters.wait(for: Self.unanswerable.count)
        #expect(dead.allSatisfy { $0.properties.headers["x-kauri-reason"] != nil })
        let traces = Traces(world: world)
        let announced = try await traces.announced()
        for secret in Self.secrets {
            #expect(try await traces.columns(with: secret) == [])
            #expect(announced.allSatisfy { !$0.contains(secret) })
            #expect(replies.allSatisfy { !$0.contains(secret) })
            #expect(await traces.logged(secret) == [])
            for letter in dead { #expect(!"\(letter.properties) \(letter.body.text)".contains(secret)) }
        }
        // What of a message is no secret is there for whoever looks into it.
        #expect(dead.allSatisfy { $0.properties.headers["x-kauri-body-size"] != nil })
        #expect(await !traces.logged("level").isEmpty)
        #expect(dead.count { $0.body.text.contains(#""type":"bank_account.add""#) } == 2)
        #expect(try await world.count("SELECT count(*) FROM bank_accounts WHERE number_sealed IS NOT NULL") == 2)
    }

    /// Messages with what they are answered; nil is a success.
    static var answered: [(request: Request, errors: [ErrorCode?])] {
        let iban = #""currency":"ZAR","country":"GB","iban":"GB82 WEST 1234 5698 7654 32","holder":"H"}"#
        let local = #""currency":"ZAR","country":"ZA","number":"62-1234-5678","bank_code":"632005","holder":"H"}"#
        func add(_ rest: String, id: String = Request.newID()) -> Request {
            Request(type: "bank_account.add", id: id, #"{"party":"secret",\#(rest)"#)
        }
        return [
            (add(iban, id: "add"), [nil]), (add(iban, id: "add"), [nil]), (add(iban), [.bankAccountExists]),
            (add(local), [nil]),
            // The same mask, and another number behind it.
            (
                add(iban.replacing("GB82 WEST 1234 5698 7654 32", with: "GB13 WEST 9988 7766 5554 32"), id: "add"),
                [.idempotencyKeyReused]
            ),
            (add(iban.replacing("7654 32", with: "7654 33")), [.invalidField]),
            (add(iban.replacing("GB82 WEST 1234 5698 7654 32", with: "DE89370400440532013000")), [.invalidField]),
            (add(local.replacing("632005", with: "6320")), [.invalidField]),
            (
                add(local.replacing("secret", with: "nobody").replacing("62-1234-5678", with: "99887766554433")),
                [.invalidField]
            ),
            (
                Request(type: "bank_account.add", #"{"party":"secret","iban":"GB82WEST12345698765432","holder":"#),
                [.malformedJSON]
            ),
            (
                Request(
                    type: "batch",
                    #"{"mode":"independent","commands":[{"type":"bank_account.add","data":{"party":"secret",\#(iban)},"#
                        + #"{"type":"bank_account.add","data":{"party":"secret","iban":"GB82WEST12345698765433"}}]}"#),
                [.bankAccountExists, .missingField]
            ),
        ]
    }

    /// Messages that nobody can be answered.
    static var unanswerable: [Request] {
        let good =
            #"{"party":"secret","currency":"ZAR","country":"GB","iban":"GB82WEST12345698765432","holder":"Dead Holder"}"#
        let forbidden = Request(type: "bank_account.add", good).with { $0.replyTo = "somebody" }
        let escaped = Request(
            type: "batch",
            #"{"commands":[{"type":"bank_account\u002eadd","data":\#(good.replacing("iban", with: #"ib\u0061n"#))}]}"#
        ).with { $0.replyTo = "somebody" }
        let structured = Request(
            type: nil, #"{"specversion":"1.0","id":"s","type":"bank_account.add","source":"/t","data":\#(good)}"#
        ).with {
            $0.contentType = "application/cloudevents+json"
            $0.replyTo = "somebody"
        }
        let broken = Request(type: "bank_account.add", String(good.dropLast(3))).unanswered
        let wrong = Request(type: "bank_account.add", #"["DE89370400440532013000"]"#).unanswered
        let typeless = Request(type: nil, #"{"iban":"DE89370400440532013000""#).unanswered
        return [forbidden, escaped, structured, broken, wrong, typeless]
    }
}
