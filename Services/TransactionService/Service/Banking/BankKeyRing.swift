import Contracts
import Crypto

/// The keys under which bank account numbers are stored: the first one seals, all of them open.
///
/// AES-256-GCM with a random nonce, which NIST SP 800-38D allows for 2³² numbers under one key. What is sealed is bound to its row: the
/// bank account's id and its party are authenticated with it, so no number can be moved to another row.
///
/// A new key is first given to every instance behind the old one, and then put before it: an instance that did not have it at all could not
/// open what the others seal. ``BankKeyRotation`` does the rest; when no number is under the old key any more it may go.
struct BankKeyRing: Sendable {
    /// The id of the key that seals.
    let current: String
    /// The ids of the keys that only open.
    let others: [String]
    private let keys: [String: SymmetricKey]

    /// Takes keys whose ids are all different; ``init(_:)`` sees to that.
    init(_ first: (id: String, key: SymmetricKey), _ more: [(id: String, key: SymmetricKey)]) {
        current = first.id
        others = more.map(\.id)
        keys = Dictionary(([first] + more).map { ($0.id, $0.key) }) { first, _ in first }
    }

    /// Whether it can open what a key has sealed.
    func has(_ key: String) -> Bool { keys[key] != nil }

    /// Seals the digits of a number for one bank account of one party.
    func seal(
        _ digits: String, bankAccount: BankAccountID, party: PartyID
    ) throws(BankSealError) -> SealedNumber {
        guard let key = keys[current] else { throw .unknownKey(current) }
        do {
            let box = try AES.GCM.seal(
                Array(digits.utf8), using: key, authenticating: Self.associatedData(bankAccount, party))
            return SealedNumber(key: current, bytes: Array(box.nonce) + box.ciphertext + box.tag)
        } catch {
            throw .notSealed(bankAccount)
        }
    }

    /// Opens what was sealed for this bank account of this party.
    func open(
        _ sealed: SealedNumber, bankAccount: BankAccountID, party: PartyID
    ) throws(BankSealError) -> String {
        guard let key = keys[sealed.key] else { throw .unknownKey(sealed.key) }
        do {
            let box = try AES.GCM.SealedBox(combined: sealed.bytes)
            let digits = try AES.GCM.open(box, using: key, authenticating: Self.associatedData(bankAccount, party))
            return String(decoding: digits, as: UTF8.self)
        } catch {
            throw .notGenuine(bankAccount, key: sealed.key)
        }
    }

    /// A purpose, eight bytes of number and then the party: no two rows have the same.
    private static func associatedData(_ bankAccount: BankAccountID, _ party: PartyID) -> [UInt8] {
        var bytes = Array("kauri.bank_accounts.number".utf8)
        withUnsafeBytes(of: bankAccount.number.bigEndian) { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: party.text.utf8)
        return bytes
    }
}

/// Logs and dumps show the ids of the keys, which are in the database too, and nothing of the keys.
extension BankKeyRing: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var description: String { "bank keys " + ([current] + others).joined(separator: ", ") }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: ["ids": [current] + others]) }
}

/// A bank account number as it is stored: which key opens it, and nonce (12 bytes), ciphertext and tag (16 bytes) in a row.
struct SealedNumber: Hashable, Sendable {
    let key: String
    let bytes: [UInt8]
}

/// Why a number could not be sealed or opened. Says nothing of the number.
enum BankSealError: Error, Hashable, CustomStringConvertible {
    /// The ring has no key of this id.
    case unknownKey(String)
    /// The row was changed or moved, or another key bears this id.
    case notGenuine(BankAccountID, key: String)
    /// The cipher refused, which it does for no number.
    case notSealed(BankAccountID)

    var description: String {
        switch self {
        case .unknownKey(let key): "\(LedgerKeys.bankKeys.environmentName) has no key \"\(key)\""
        case .notGenuine(let account, let key):
            "the number of \(account) was not sealed for it with the key \"\(key)\" of "
                + LedgerKeys.bankKeys.environmentName
        case .notSealed(let account): "the number of \(account) cannot be sealed"
        }
    }
}
