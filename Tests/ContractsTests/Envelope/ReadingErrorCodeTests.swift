import Contracts
import Testing

/// Each error of reading, by one example that names it; a new code without an example fails here.
@Suite("Every error of reading")
struct ReadingErrorCodeTests {
    /// `reply_to` is a property of the delivery, held against ``ReplyAddress`` by the service; a unit's decimals are known to the ledger alone.
    private static let elsewhere: Set<ErrorCode> = [.replyToForbidden, .tooManyDecimals]

    @Test(
        "is produced by its example",
        arguments: ErrorCode.allCases.filter { $0.stage == .reading && !Self.elsewhere.contains($0) })
    func example(code: ErrorCode) throws {
        let error: CommandError? =
            switch code {
            case .messageTooLarge: messageError(String(repeating: " ", count: 2 << 20))
            case .unsupportedContent: structured(#""datacontenttype": "text/xml", "data": {}"#)
            case .invalidUTF8: invalidUTF8()
            case .nulCharacter: messageError(transferText("reference", #""a\u0000""#))
            case .malformedJSON: messageError("{")
            case .nestingTooDeep: messageError(String(repeating: "[", count: 20))
            case .duplicateKey: messageError(#"{"to": 1, "to": 2}"#)
            case .unknownType: messageError("{}", type: "wallet.steal")
            case .missingField: messageError("{}")
            case .unknownField: messageError(transferText("fee", #""1""#))
            case .invalidField: messageError(transferText("to", "5"))
            case .invalidAmount: messageError(transferText(amount: "1.5"))
            case .amountNotPositive: messageError(transferText(amount: #""0""#))
            case .unknownCurrency: messageError(transferText("money", #"{"amount": "1", "currency": "rand"}"#))
            case .amountTooLarge: messageError(transferText(amount: "\"9" + String(repeating: "9", count: 39) + "\""))
            case .linkedCommandInvalid: messageError(#"{"mode": "linked", "commands": [{}]}"#, type: "batch")
            default: nil
            }
        #expect(error?.code == code)
        #expect(!code.isStored)
    }

    @Test("Stages follow one another in the list, and only refusals by the rules are stored")
    func stages() {
        let order: [ErrorCode.Stage] = [
            .reading, .authorisation, .idempotency, .ledger, .messaging, .delivery, .query, .service,
        ]
        let positions = ErrorCode.allCases.compactMap { order.firstIndex(of: $0.stage) }
        #expect(positions.count == ErrorCode.allCases.count)
        #expect(positions == positions.sorted())
        for code in ErrorCode.allCases { #expect(code.isStored == [.ledger, .messaging].contains(code.stage)) }
        #expect(ErrorCode.allCases.filter { $0.stage == .service } == [.unavailable, .internalError])
        #expect(ErrorCode.allCases.allSatisfy { !$0.isRetriable || $0 != .idempotencyKeyReused })
    }

    @Test("The first fault in the order of checking is the one that is told")
    func order() {
        // Too large comes before content, content before JSON, JSON before the id, the id before the type, the type before the fields.
        let large = String(repeating: "x", count: 2 << 20)
        #expect(messageError(large, type: nil, id: nil)?.code == .messageTooLarge)
        #expect(messageError("x", type: nil, id: nil)?.code == .malformedJSON)
        #expect(messageError("{}", type: nil, id: nil)?.field == "message_id")
        #expect(messageError("{}", type: nil)?.field == "type")
        #expect(messageError("{}", type: "nothing")?.code == .unknownType)
        #expect(messageError(#"{"extra": 1}"#)?.code == .missingField)
        #expect(messageError(transferText("extra", "1").replacing("125.50", with: "0"))?.code == .amountNotPositive)
        #expect(messageError(transferText("extra", "1").replacing("ZAR", with: "zar"))?.code == .unknownCurrency)
    }

    private func structured(_ rest: String) -> CommandError? {
        messageError(
            #"{"specversion": "1.0", "id": "1", "type": "wallet.transfer", \#(rest)}"#,
            contentType: "application/cloudevents+json")
    }

    private func invalidUTF8() -> CommandError? {
        do throws(CommandError) {
            _ = try CommandMessage.read(IncomingMessage(body: [0x7B, 0x22, 0xFF]), from: .anonymous)
            return nil
        } catch {
            return error
        }
    }
}
