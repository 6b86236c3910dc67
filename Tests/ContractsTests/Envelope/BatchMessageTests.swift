import Contracts
import Testing

@Suite("Batch messages")
struct BatchMessageTests {
    private func member(_ id: String? = nil, type: String = "wallet.transfer", data: String = transferText()) -> String
    {
        #"{"type": "\#(type)", \#(id.map { #""id": "\#($0)", "# } ?? "")"data": \#(data)}"#
    }

    private func batch(_ mode: String?, _ members: [String]) -> String {
        #"{\#(mode.map { #""mode": "\#($0)", "# } ?? "")"commands": [\#(members.joined(separator: ","))]}"#
    }

    private func read(_ text: String, id: String = "batch-1") throws -> CommandMessage {
        try readMessage(text, type: "batch", id: id)
    }

    @Test("Independent unless it says linked; ids of their own or the batch's with their place")
    func modes() throws {
        guard case .independent(let members) = try read(batch(nil, [member(), member("own"), member()])) else {
            return #expect(Bool(false), "not independent")
        }
        #expect(try members.map { try $0.get().key.messageID } == ["batch-1/0", "own", "batch-1/2"])
        guard case .independent = try read(batch("independent", [member()])) else { return #expect(Bool(false)) }
        guard case .linked(let linked) = try read(batch("linked", [member(), member()])) else {
            return #expect(Bool(false), "not linked")
        }
        #expect(linked.map(\.key.messageID) == ["batch-1/0", "batch-1/1"])
    }

    @Test("A member that cannot be read does not hinder the others, and says where it is wrong")
    func faultyMembers() throws {
        let members = [
            member(), member(type: "wallet.steal"), member(data: "{}"), member(data: transferText(amount: #""-1""#)),
            #"{"type": "wallet.transfer"}"#, #"{"data": {}}"#, member("x", type: "batch"),
            #"{"data": {}, "type": "hold.expire", "x": 1}"#,
            member(String(repeating: "i", count: 256)), member(),
        ]
        guard case .independent(let results) = try read(batch(nil, members)) else { return #expect(Bool(false)) }
        let errors: [CommandMessage.MemberError?] = results.map { result in
            if case .failure(let error) = result { error } else { nil }
        }
        #expect(
            errors.map { $0?.error.code } == [
                nil, .unknownType, .missingField, .amountNotPositive, .missingField, .missingField, .unknownType,
                .unknownField,
                .invalidField, nil,
            ])
        #expect(errors[3]?.error.field == "commands[3].data.money.amount")
        #expect(errors[2]?.messageID == "batch-1/2")
        #expect(errors[6]?.messageID == "x")
    }

    @Test("Linked members stand or fall together already when they are read")
    func faultyLinked() throws {
        let error = messageError(batch("linked", [member(), member(data: "{}")]), type: "batch")
        #expect(error?.code == .linkedCommandInvalid)
        #expect(error?.field == "commands[1].data.from")
    }

    @Test("One to a thousand commands")
    func bounds() throws {
        let short = #"{"type":"hold.expire","data":{"hold":"hld_0000000000001"}}"#
        #expect(messageError(batch(nil, []), type: "batch")?.code == .invalidField)
        guard case .independent(let members) = try read(batch(nil, Array(repeating: short, count: 1_000))) else {
            return #expect(Bool(false))
        }
        #expect(members.count == CommandMessage.maximumBatch)
        #expect(messageError(batch(nil, Array(repeating: short, count: 1_001)), type: "batch")?.field == "commands")
    }

    @Test(
        "What is no batch",
        arguments: [
            ("{}", ErrorCode.missingField, "commands"), (#"{"commands": {}}"#, .invalidField, "commands"),
            (#"{"mode": "parallel", "commands": []}"#, .invalidField, "mode"),
            (#"{"commands": [{}], "x": 1}"#, .unknownField, "x"),
        ])
    func malformed(text: String, code: ErrorCode, field: String) {
        let error = messageError(text, type: "batch")
        #expect(error?.code == code)
        #expect(error?.field == field)
    }

    @Test("A member that is no object hinders nobody either")
    func membersThatAreNoObjects() throws {
        guard case .independent(let results) = try read(batch(nil, ["7", member()])) else {
            return #expect(Bool(false))
        }
        #expect(results.count == 2)
    }

    @Test("A batch's id leaves room for the places of its members")
    func longID() throws {
        let id = String(repeating: "i", count: 254)
        guard case .independent(let results) = try read(batch(nil, [member(), member("own")]), id: id) else {
            return #expect(Bool(false))
        }
        guard case .failure(let error) = results[0], case .success = results[1] else {
            return #expect(Bool(false), "\(results)")
        }
        #expect(error.error.code == .invalidField)
    }
}
