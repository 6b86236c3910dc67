import Contracts
import Foundation
import ServiceKit
import Testing

@testable import TransactionService

@Suite("Bank key ring")
struct BankKeyRingTests {
    private let account = BankAccountID(number: 10_000_007)
    private let digits = "GB29NWBK60161331926819"

    @Test("What is sealed opens again, is never the same twice, and shows nothing of the number")
    func roundTrip() throws {
        let ring = try BankKeyRing("a", "b")
        let party = try party("host-7")
        let sealed = try ring.seal(digits, bankAccount: account, party: party)
        #expect(sealed.key == "a")
        #expect(sealed.bytes.count == 12 + digits.utf8.count + 16)
        #expect(try ring.open(sealed, bankAccount: account, party: party) == digits)
        let again = try ring.seal(digits, bankAccount: account, party: party)
        #expect(again.bytes != sealed.bytes)
        #expect(again.bytes.prefix(12) != sealed.bytes.prefix(12))
        #expect(try ring.open(again, bankAccount: account, party: party) == digits)
        #expect(!String(decoding: sealed.bytes, as: UTF8.self).contains("NWBK"))
    }

    /// Sealed with another program (AES-256-GCM of pyca/cryptography): what is stored must open for ever.
    @Test("What was stored once opens in every version")
    func storedForm() throws {
        let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
        let sealed = try #require(
            Data(base64Encoded: "ZGVmZ2hpamtsbW5vD1nsXze+FNUIUm7e61ZZzHvwMDK6VWG8uqVlMjGT9+W9VSAgKR8="))
        let ring = try BankKeyRing(Secret("k1:\(key)"))
        let opened = try ring.open(
            SealedNumber(key: "k1", bytes: Array(sealed)), bankAccount: account, party: party("host-7"))
        #expect(opened == digits)
    }

    @Test("A number opens for its own bank account and party only")
    func bound() throws {
        let ring = try BankKeyRing("a")
        let sealed = try ring.seal(digits, bankAccount: account, party: party("host-7"))
        for (number, owner) in [
            (10_000_008, "host-7"), (10_000_007, "host-8"), (10_000_007, "host-"), (10_000_007, "host-77"),
            (7, "host-7"),
        ] as [(Int64, String)] {
            let other = BankAccountID(number: number)
            #expect(throws: BankSealError.notGenuine(other, key: "a")) {
                try ring.open(sealed, bankAccount: other, party: party(owner))
            }
        }
    }

    @Test("A change of any byte, or of the length, is noticed")
    func changed() throws {
        let ring = try BankKeyRing("a")
        let owner = try party("host-7")
        let sealed = try ring.seal(digits, bankAccount: account, party: owner)
        var forgeries = sealed.bytes.indices.map { index in
            var bytes = sealed.bytes
            bytes[index] ^= 1
            return bytes
        }
        forgeries += [[], Array(sealed.bytes.dropLast()), Array(sealed.bytes.dropFirst()), sealed.bytes + [0]]
        forgeries += [Array(sealed.bytes.prefix(12)), Array(sealed.bytes.prefix(27))]
        for bytes in forgeries {
            #expect(throws: BankSealError.notGenuine(account, key: "a")) {
                try ring.open(SealedNumber(key: "a", bytes: bytes), bankAccount: account, party: owner)
            }
        }
    }

    @Test("A new key at the front seals, the old one behind it opens; without the old one its numbers stay shut")
    func rotation() throws {
        let owner = try party("host-7")
        let old = try BankKeyRing("a").seal(digits, bankAccount: account, party: owner)
        let both = try BankKeyRing("b", "a")
        #expect(both.current == "b" && both.others == ["a"])
        #expect(try both.open(old, bankAccount: account, party: owner) == digits)
        let new = try both.seal(digits, bankAccount: account, party: owner)
        #expect(new.key == "b")
        let without = try BankKeyRing("b")
        #expect(try without.open(new, bankAccount: account, party: owner) == digits)
        #expect(throws: BankSealError.unknownKey("a")) {
            try without.open(old, bankAccount: account, party: owner)
        }
        #expect("\(BankSealError.unknownKey("a"))" == "KAURI_BANK_KEYS has no key \"a\"")
    }

    @Test("Another key under the same id does not open")
    func sameID() throws {
        let owner = try party("host-7")
        let sealed = try BankKeyRing("a").seal(digits, bankAccount: account, party: owner)
        let other = try BankKeyRing(Secret("a:\(BankKeyRing.testKey("z"))"))
        #expect(throws: BankSealError.notGenuine(account, key: "a")) {
            try other.open(sealed, bankAccount: account, party: owner)
        }
    }

    @Test("Nothing that prints a ring shows a key, and no error shows a number")
    func noLeak() throws {
        let ring = try BankKeyRing("a", "b")
        var dumped = ""
        dump(ring, to: &dumped)
        for text in ["\(ring)", String(reflecting: ring), dumped, "\(Optional(ring) as Any)"] {
            #expect(!text.contains("SymmetricKey") && !text.contains("key:"), "\(text)")
            #expect(!text.contains(BankKeyRing.testKey("a")))
        }
        #expect(ring.description == "bank keys a, b")
        let errors: [BankSealError] = [.unknownKey("a"), .notGenuine(account, key: "a"), .notSealed(account)]
        for error in errors { #expect(!"\(error)".contains("NWBK")) }
    }
}

/// A party's id.
private func party(_ text: String) throws -> PartyID { try #require(PartyID(text: text)) }

extension BankKeyRing {
    /// A ring of keys that follow from their ids.
    init(_ ids: String...) throws {
        try self.init(Secret(ids.map { "\($0):\(Self.testKey($0))" }.joined(separator: ",")))
    }

    /// 32 bytes in base64.
    static func testKey(_ id: String) -> String {
        Data(repeating: id.utf8.reduce(17) { $0 &* 31 &+ $1 }, count: 32).base64EncodedString()
    }
}
