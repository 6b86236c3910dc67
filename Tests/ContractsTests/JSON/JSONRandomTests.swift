import Contracts
import Testing

@Suite("Random JSON")
struct JSONRandomTests {
    @Test("What is written is read again as the same value", arguments: [1, 2, 3, 4] as [UInt64])
    func roundTrip(seed: UInt64) throws {
        var random = RandomJSON(seed: seed)
        for _ in 0..<500 {
            let value = random.value(depth: 5)
            #expect(try JSONReader.read(value.encoded) == value, "seed \(seed)")
            let foreign = random.text(of: value)
            let read = try readJSON(foreign)
            #expect(read == value, "seed \(seed): \(foreign)")
            #expect(read.encoded == value.encoded)
            #expect(read.canonicalBytes == value.canonicalBytes)
            #expect(read.hashValue == value.hashValue)
        }
    }

    @Test("Shuffled members do not change equality, hash and canonical form")
    func shuffledMembers() {
        var random = RandomJSON(seed: 5)
        for _ in 0..<300 {
            let value = random.value(depth: 6)
            guard case .object(let object) = value else { continue }
            let shuffled = JSONValue.object(
                JSONObject(uniqueMembers: object.members.shuffled(using: &random.generator)))
            #expect(shuffled == value)
            #expect(shuffled.hashValue == value.hashValue)
            #expect(shuffled.canonicalBytes == value.canonicalBytes)
        }
    }

    @Test(
        "Changed bytes are refused or read as a value that round-trips, and never crash", arguments: [6, 7] as [UInt64])
    func mutations(seed: UInt64) throws {
        var random = RandomJSON(seed: seed)
        let interesting =
            Array("{}[]:,\"\\u0ed-+.eE19tfn \n".utf8) + [0x00, 0x1F, 0x80, 0xBF, 0xC2, 0xE0, 0xED, 0xF4, 0xFF]
        for _ in 0..<150 {
            let original = Array(random.text(of: random.value(depth: 4)).utf8)
            for _ in 0..<40 {
                var bytes = original
                for _ in 0...Int.random(in: 0...2, using: &random.generator) where !bytes.isEmpty {
                    let position = Int.random(in: 0..<bytes.count, using: &random.generator)
                    let byte = interesting.randomElement(using: &random.generator) ?? 0
                    switch Int.random(in: 0..<5, using: &random.generator) {
                    case 0: bytes.remove(at: position)
                    case 1: bytes.insert(byte, at: position)
                    case 2: bytes.removeSubrange(position...)
                    case 3: bytes[position] = UInt8.random(in: 0...255, using: &random.generator)
                    default: bytes[position] = byte
                    }
                }
                try check(bytes)
            }
        }
    }

    @Test("Every prefix of a text is refused")
    func prefixes() throws {
        let whole = Array(#"{"from":"wal_é\u00e9","money":{"amount":"125.50","n":[-1.5e3,true,null]}}"#.utf8)
        _ = try JSONReader.read(whole)
        for length in 0..<whole.count {
            let error = refusal(of: Array(whole[..<length]))
            #expect(error != nil)
            #expect((error?.offset ?? -1) <= length)
        }
    }

    private func check(_ bytes: [UInt8]) throws {
        do throws(JSONError) {
            let value = try JSONReader.read(bytes)
            #expect(String(validating: bytes, as: UTF8.self) != nil)
            #expect(try JSONReader.read(value.encoded) == value)
        } catch {
            #expect(0...bytes.count ~= error.offset)
        }
    }
}
