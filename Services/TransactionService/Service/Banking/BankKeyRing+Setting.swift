import Crypto
import Foundation
import ServiceKit

extension BankKeyRing {
    /// The most keys of a ring: one that seals, and those whose numbers have not been sealed anew yet.
    private static let mostKeys = 16
    /// AES-256.
    private static let keyLength = 32

    /// Reads the setting: `id:base64key`, or several separated by commas, with blanks around them or none.
    init(_ setting: Secret) throws(BankKeyRingError) {
        let items = setting.revealed.split(separator: ",", omittingEmptySubsequences: false)
        guard items.count <= Self.mostKeys else { throw BankKeyRingError("must have at most \(Self.mostKeys) keys") }
        var keys: [(id: String, key: SymmetricKey)] = []
        for (index, item) in items.enumerated() {
            let key = try Self.key(item.trimmingCharacters(in: .whitespacesAndNewlines), place: index + 1)
            guard !keys.contains(where: { $0.id == key.id }) else {
                throw BankKeyRingError("must have the id \"\(key.id)\" only once")
            }
            keys.append(key)
        }
        self.init(keys[0], Array(keys.dropFirst()))
    }

    private static func key(_ item: String, place: Int) throws(BankKeyRingError) -> (id: String, key: SymmetricKey) {
        // What has no colon, or a wrong id, may be a key that lost its id: it is not repeated.
        let parts = item.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw BankKeyRingError("must be id:key at place \(place)") }
        let id = String(parts[0])
        guard (1...32).contains(id.utf8.count), id.utf8.allSatisfy(isAllowedInID) else {
            throw BankKeyRingError("must have an id of 1 to 32 characters of a-z 0-9 - _ at place \(place)")
        }
        guard let bytes = Data(base64Encoded: String(parts[1])), bytes.count == keyLength else {
            throw BankKeyRingError("must have a key of \(keyLength) bytes in base64 for the id \"\(id)\"")
        }
        return (id, SymmetricKey(data: bytes))
    }

    private static func isAllowedInID(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}

/// Why the setting with the keys is refused: its name and the rule, never a key.
struct BankKeyRingError: Error, Hashable, CustomStringConvertible {
    private let rule: String

    init(_ rule: String) { self.rule = rule }

    var description: String { "\(LedgerKeys.bankKeys.environmentName) \(rule)" }
}
