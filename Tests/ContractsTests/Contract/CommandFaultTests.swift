import Contracts
import Testing

/// Every example broken in every way, to see which codes reading a command can give: those of the document and no others.
@Suite struct CommandFaultTests {
    /// Found before the command's own fields are looked at, by the service, or only by the ledger.
    private static let elsewhere: Set<ErrorCode> = [
        .replyToForbidden, .messageTooLarge, .unsupportedContent, .invalidUTF8, .nulCharacter, .malformedJSON,
        .nestingTooDeep, .duplicateKey, .tooManyDecimals,
    ]

    @Test func readingGivesTheCodesOfTheDocument() throws {
        for command in try ContractDocument.load().commands() {
            var given: Set<ErrorCode> = []
            for example in command.examples {
                let whole = example.with("actor", ["id": "admin-1", "role": "admin"])
                for broken in Self.broken(.object(whole)) {
                    guard let payload = broken.asObject, let code = fault(of: command.type, payload)?.code else {
                        continue
                    }
                    given.insert(code)
                }
            }
            let told = command.codes.compactMap { ErrorCode(rawValue: $0) }.filter { $0.stage == .reading }
            #expect(given == Set(told).subtracting(Self.elsewhere), "\(command.type)")
            #expect(Self.elsewhere.subtracting(told).isSubset(of: [.tooManyDecimals]), "\(command.type)")
        }
    }

    @Test func whatTheMessageItselfCanBreak() {
        let body = Array(#"{"hold": "hld_000000009h5mc"}"#.utf8)
        #expect(code(of: IncomingMessage(body: body, messageID: "a", type: "hold.expire")) == nil)
        let full = body + [UInt8](repeating: UInt8(ascii: " "), count: (512 << 10) - body.count)
        #expect(code(of: IncomingMessage(body: full, messageID: "a", type: "hold.expire")) == nil)
        let broken: [(ErrorCode, [UInt8])] = [
            (.messageTooLarge, body + [UInt8](repeating: UInt8(ascii: " "), count: (512 << 10) + 1 - body.count)),
            (.invalidUTF8, Array(#"{"hold": ""#.utf8) + [0xFF] + Array(#""}"#.utf8)),
            (.nulCharacter, Array(#"{"hold": "\u0000"}"#.utf8)),
            (.malformedJSON, Array("[]".utf8)), (.malformedJSON, Array(#"{"hold": NaN}"#.utf8)), (.malformedJSON, []),
            (.nestingTooDeep, Array(#"{"hold": "#.utf8) + [UInt8](repeating: UInt8(ascii: "["), count: 12)),
            (.duplicateKey, Array(#"{"hold": "hld_000000009h5mc", "hold": "hld_000000009h5mc"}"#.utf8)),
        ]
        for (expected, bytes) in broken {
            #expect(code(of: IncomingMessage(body: bytes, messageID: "a", type: "hold.expire")) == expected)
        }
        #expect(
            code(of: IncomingMessage(body: body, messageID: "a", type: "hold.expire", contentEncoding: "gzip"))
                == .unsupportedContent)
        #expect(code(of: IncomingMessage(body: body, messageID: "a", type: "hold.lose")) == .unknownType)
        #expect(code(of: IncomingMessage(body: body, messageID: "a")) == .missingField)
        #expect(code(of: IncomingMessage(body: body, type: "hold.expire")) == .missingField)
        #expect(code(of: IncomingMessage(body: body, messageID: "", type: "hold.expire")) == .invalidField)
        let long = String(repeating: "a", count: 256)
        #expect(code(of: IncomingMessage(body: body, messageID: long, type: "hold.expire")) == .invalidField)
    }

    private func code(of message: IncomingMessage) -> ErrorCode? {
        do throws(CommandError) {
            _ = try CommandMessage.read(message, from: .anonymous)
            return nil
        } catch {
            return error.code
        }
    }

    private static let junk: [JSONValue] = [
        .null, 7, true, "", "zar", "0", "-1", "0.00", "1e3", "nothing", .string(String(repeating: "9", count: 40)),
        .string(String(repeating: "x", count: 600)), [], [:],
    ]

    /// The value with one thing wrong, in every place.
    private static func broken(_ value: JSONValue) -> [JSONValue] {
        switch value {
        case .object(let object):
            let inside = object.members.flatMap { member in
                broken(member.value).map { JSONValue.object(object.with(member.key, $0)) }
                    + [.object(object.with(member.key, nil))]
            }
            return inside + [.object(object.with("colour", "green"))] + junk
        case .array(let elements):
            let inside = elements.indices.flatMap { index in
                broken(elements[index]).map { element in
                    var copy = elements
                    copy[index] = element
                    return JSONValue.array(copy)
                }
            }
            return inside + junk
        default:
            return junk
        }
    }
}
