import Contracts
import Testing

@Suite("Limits and places of JSON errors")
struct JSONReaderLimitsTests {
    private func nested(_ depth: Int) -> String {
        String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }

    @Test func depth() {
        #expect(refusal(of: nested(16)) == nil)
        #expect(refusal(of: nested(17))?.code == .tooDeep)
        #expect(refusal(of: nested(17))?.offset == 16)
        #expect(refusal(of: "1", limits: .init(depth: 0)) == nil)
        #expect(refusal(of: "[]", limits: .init(depth: 0))?.code == .tooDeep)
        #expect(refusal(of: "[{}]", limits: .init(depth: 1))?.code == .tooDeep)
        let deepest = JSONReader.Limits(depth: .max)
        #expect(refusal(of: nested(256), limits: deepest) == nil)
        #expect(refusal(of: nested(257), limits: deepest)?.code == .tooDeep)
        let objects = String(repeating: #"{"a":"#, count: 300)
        #expect(refusal(of: objects, limits: deepest)?.code == .tooDeep)
    }

    @Test("A hundred thousand open brackets are refused, not recursed into")
    func hostileDepth() {
        #expect(refusal(of: String(repeating: "[", count: 100_000))?.code == .tooDeep)
        #expect(refusal(of: String(repeating: #"{"":"#, count: 100_000))?.code == .tooDeep)
    }

    @Test func bytes() {
        #expect(refusal(of: "[1,2]", limits: .init(bytes: 5)) == nil)
        #expect(refusal(of: "[1,2]", limits: .init(bytes: 4)) == JSONError(code: .tooLarge(.bytes), offset: 4))
        let large = "\"" + String(repeating: "x", count: 3_000_000) + "\""
        #expect(refusal(of: large)?.code == .tooLarge(.bytes))
    }

    @Test func membersAndValues() {
        let three = #"{"a":1,"b":2,"c":3}"#
        #expect(refusal(of: three, limits: .init(members: 3)) == nil)
        #expect(refusal(of: three, limits: .init(members: 2))?.code == .tooLarge(.members))
        #expect(refusal(of: "[1,2,3]", limits: .init(values: 4)) == nil)
        #expect(
            refusal(of: "[1,2,3]", limits: .init(values: 3))
                == JSONError(code: .tooLarge(.values), offset: 5, path: "[2]"))
    }

    @Test func lengths() {
        #expect(refusal(of: #"{"abc":1}"#, limits: .init(keyLength: 3)) == nil)
        #expect(refusal(of: #"{"abcd":1}"#, limits: .init(keyLength: 3))?.code == .tooLarge(.keyLength))
        #expect(refusal(of: "12.4", limits: .init(numberLength: 4)) == nil)
        #expect(refusal(of: "12.45", limits: .init(numberLength: 4))?.code == .tooLarge(.numberLength))
        #expect(refusal(of: String(repeating: "1", count: 65))?.code == .tooLarge(.numberLength))
        let key = String(repeating: "k", count: 10_000)
        #expect(refusal(of: "{\"\(key)\":1}")?.code == .tooLarge(.keyLength))
    }

    @Test func duplicateKeys() {
        #expect(
            refusal(of: #"{"a":1,"b":2,"a":1}"#)
                == JSONError(code: .duplicateKey("a"), offset: 13, path: "a"))
        #expect(refusal(of: #"{"a":1,"\u0061":2}"#)?.code == .duplicateKey("a"))
        #expect(refusal(of: #"{"":1,"":2}"#)?.code == .duplicateKey(""))
        #expect(refusal(of: #"{"a":{"a":1},"b":{"a":1}}"#) == nil)
        #expect(refusal(of: #"{"a":1,"A":2}"#) == nil)
    }

    @Test("A duplicate is found wherever it stands, below and above the size at which hashing begins")
    func duplicateKeysInLargeObjects() {
        for count in [1, 2, 15, 16, 17, 18, 40, 500] {
            let members = (0..<count).map { "\"key-\($0)\":0" }
            #expect(refusal(of: "{" + members.joined(separator: ",") + "}") == nil)
            for repeated in [0, count / 2, count - 1] {
                let text = "{" + (members + ["\"key-\(repeated)\":1"]).joined(separator: ",") + "}"
                #expect(refusal(of: text)?.code == .duplicateKey("key-\(repeated)"))
            }
        }
    }

    @Test(
        arguments: [
            (#"{"money":{"amount":01}}"#, "money.amount"), (#"{"commands":[{},{},{"from":x}]}"#, "commands[2].from"),
            (#"[[1,[2,@]]]"#, "[0][1][1]"), (#"{"a":{"b":1,"b":2}}"#, "a.b"), (#"{"a" 1}"#, "a"),
            (#"{"a":["\ud800"]}"#, "a[0]"),
        ] as [(String, String)])
    func paths(text: String, path: String) {
        #expect(refusal(of: text)?.path == path)
    }

    @Test func descriptions() {
        #expect(refusal(of: #"{"money":{"amount":01}}"#)?.description == "invalid number at byte 19 in money.amount")
        #expect(refusal(of: "[1,]")?.description == "unexpected character at byte 3 in [1]")
        #expect(refusal(of: "")?.description == "unexpected end of text at byte 0")
    }
}
