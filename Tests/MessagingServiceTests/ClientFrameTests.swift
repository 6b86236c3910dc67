import Contracts
import MessageRouting
import Testing

@testable import MessagingService

/// What a client's frames mean.
@Suite struct ClientFrameTests {
    private func read(_ text: String) throws -> ClientFrame { try ClientFrame.read(Array(text.utf8)) }

    @Test func everyTypeIsRead() throws {
        guard case .send(let request) = try read(#"{"type":"send","id":"1","to":{"person":"bob"},"body":"hi"}"#) else {
            Issue.record("send")
            return
        }
        #expect(request == SendRequest(id: "1", to: .person(try #require(PartyID(text: "bob"))), body: "hi"))
        guard
            case .amend(let edit) = try read(#"{"type":"edit","id":"1","to":{"person":"bob"},"number":2,"body":"ho"}"#)
        else {
            Issue.record("edit")
            return
        }
        #expect(edit.change == .edit(number: 2, body: "ho"))
        guard case .amend(let deletion) = try read(#"{"type":"delete","id":"1","to":{"conversation":"c"}}"#) else {
            Issue.record("delete")
            return
        }
        #expect(deletion.change == .delete)
        guard case .acknowledge(Position(7)) = try read(#"{"type":"ack","cursor":"7"}"#),
            case .read(_, upTo: Position(7)) = try read(#"{"type":"read","conversation":"c","cursor":7}"#),
            case .typing = try read(#"{"type":"typing","conversation":"c"}"#),
            case .ping(id: "x") = try read(#"{"type":"ping","id":"x"}"#),
            case .ping(id: nil) = try read(#"{"type":"ping"}"#)
        else {
            Issue.record("the short ones")
            return
        }
    }

    @Test(
        arguments: [
            (#"{"type":"send","id":"7","to":{},"body":"a"}"#, "7", ErrorCode.invalidField),
            (#"{"type":"send","id":"7","to":{"person":"b"}}"#, "7", .missingField),
            (#"{"type":"fly","id":"7"}"#, "7", .invalidField), (#"{"id":"7"}"#, "7", .missingField),
            (#"{"type":"ack","cursor":"x"}"#, nil, .invalidField), ("[]", nil, .malformedJSON),
            ("{", nil, .malformedJSON),
            (#"{"type":"ping","more":1}"#, nil, .unknownField), (#"{"a":"\u0000"}"#, nil, .nulCharacter),
        ] as [(String, String?, ErrorCode)])
    func whatCannotBeReadIsRefusedUnderItsID(text: String, id: String?, code: ErrorCode) throws {
        guard case .wrong(let told, let error) = try read(text) else {
            Issue.record("\(text) was read")
            return
        }
        #expect(told == id)
        #expect(error.code == code)
    }

    @Test func whatIsNotUTF8EndsTheConnection() {
        #expect(throws: CloseCode.invalidUTF8) { try ClientFrame.read([0x7B, 0x22, 0xC0, 0xAF, 0x22, 0x7D]) }
        #expect(throws: CloseCode.invalidUTF8) { try ClientFrame.read([0xFF]) }
    }

    /// What a person has typed comes out as the same bytes, whatever its normal form.
    @Test func bytesAreNeverNormalised() throws {
        for body in ["e\u{301}", "\u{E9}", "\u{1F468}\u{200D}\u{1F469}", "ẹ́kọ́"] {
            guard case .send(let request) = try read(#"{"type":"send","id":"1","to":{"person":"b"},"body":"\#(body)"}"#)
            else {
                Issue.record("\(body)")
                return
            }
            #expect(Array(request.body.utf8) == Array(body.utf8))
        }
    }
}
