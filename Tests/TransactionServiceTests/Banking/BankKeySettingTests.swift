import Foundation
import ServiceKit
import Testing

@testable import TransactionService

@Suite("The setting with the bank keys")
struct BankKeySettingTests {
    private static let key = BankKeyRing.testKey("a")

    @Test("One key or several, with blanks and line ends around them or none")
    func read() throws {
        #expect(try BankKeyRing(Secret("2026-a:\(Self.key)")).current == "2026-a")
        let ring = try BankKeyRing(Secret(" new_1:\(Self.key),\n old-2:\(BankKeyRing.testKey("b")) ,x:\(Self.key)\n"))
        #expect(ring.current == "new_1")
        #expect(ring.others == ["old-2", "x"])
        #expect(ring.has("x") && ring.has("new_1") && !ring.has("y"))
        let most = (1...16).map { "k\($0):\(Self.key)" }.joined(separator: ",")
        #expect(try BankKeyRing(Secret(most)).others.count == 15)
        #expect(try BankKeyRing(Secret("\(String(repeating: "i", count: 32)):\(Self.key)")).others == [])
    }

    @Test(
        "What is wrong is named by setting, place and rule; no key is repeated",
        arguments: [
            (key, "must be id:key at place 1"),
            ("a:\(key),\(key)", "must be id:key at place 2"),
            ("a:\(key),", "must be id:key at place 2"),
            ("a:b:\(key)", "must be id:key at place 1"),
            ("a:\(key);b:\(key)", "must be id:key at place 1"),
            (":\(key)", "must have an id of 1 to 32 characters of a-z 0-9 - _ at place 1"),
            ("A:\(key)", "must have an id of 1 to 32 characters of a-z 0-9 - _ at place 1"),
            ("a :\(key)", "must have an id of 1 to 32 characters of a-z 0-9 - _ at place 1"),
            ("a:\(key),é:\(key)", "must have an id of 1 to 32 characters of a-z 0-9 - _ at place 2"),
            (
                "\(String(repeating: "i", count: 33)):\(key)",
                "must have an id of 1 to 32 characters of a-z 0-9 - _ at place 1"
            ),
            ("a:", "must have a key of 32 bytes in base64 for the id \"a\""),
            ("a:\(key.dropLast(4))", "must have a key of 32 bytes in base64 for the id \"a\""),
            ("a:\(key.dropLast())", "must have a key of 32 bytes in base64 for the id \"a\""),
            ("a:AAAA\(key)", "must have a key of 32 bytes in base64 for the id \"a\""),
            ("a: \(key)", "must have a key of 32 bytes in base64 for the id \"a\""),
            ("a:!\(key.dropFirst())", "must have a key of 32 bytes in base64 for the id \"a\""),
            ("a:\(key),b:\(key),a:\(key)", "must have the id \"a\" only once"),
            ((1...17).map { "k\($0):\(key)" }.joined(separator: ","), "must have at most 16 keys"),
        ])
    func refused(text: String, rule: String) {
        do {
            _ = try BankKeyRing(Secret(text))
            Issue.record("taken")
        } catch {
            let said = "\(error)"
            #expect(said == "KAURI_BANK_KEYS \(rule)")
            #expect(!said.contains(Self.key.prefix(8)) && !String(reflecting: error).contains(Self.key.prefix(8)))
        }
    }

    @Test("It may be left out, stand in the environment, or in a file; it is never shown")
    func setting() throws {
        let text = "a:\(Self.key)"
        #expect(try load([:])[LedgerKeys.bankKeys] == nil)
        #expect(try load(["KAURI_BANK_KEYS": ""])[LedgerKeys.bankKeys] == nil)
        let configuration = try load(["KAURI_BANK_KEYS": text])
        #expect(configuration[LedgerKeys.bankKeys] == Secret(text))
        #expect(configuration.overrides["KAURI_BANK_KEYS"] == "<secret>")

        let file = FileManager.default.temporaryDirectory.appending(path: "kauri-bank-keys-\(UUID().uuidString)")
        try Data("\(text)\n".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let fromFile = try #require(try load(["KAURI_BANK_KEYS_FILE": file.path])[LedgerKeys.bankKeys])
        #expect(try BankKeyRing(fromFile).current == "a")
        #expect(throws: ConfigurationError.self) {
            try load(["KAURI_BANK_KEYS_FILE": file.path, "KAURI_BANK_KEYS": text])
        }
    }

    private func load(_ environment: [String: String]) throws -> ServiceConfiguration {
        let addresses = ["AMQP_URL": "amqp://u:p@localhost/", "DATABASE_URL": "postgres://u:p@localhost/k"]
        return try ServiceConfiguration.load(
            [ServiceKeys.section(httpPort: 8_080), LedgerKeys.section],
            environment: environment.merging(addresses) { own, _ in own })
    }
}
