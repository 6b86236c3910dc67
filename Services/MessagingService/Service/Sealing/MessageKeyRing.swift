import Contracts
import Crypto
import Foundation
import ServiceKit

/// The keys under which bodies are stored: the first one seals, all of them open. AES-256-GCM; bound to the message's id.
///
/// The nonce is a keyed digest of the id and the body (as in SIV, RFC 5297): the same message that is sent again has the same bytes, so that
/// the store can tell it from another that only uses its id. Two messages have different nonces because they have different ids.
struct MessageKeyRing: Sendable {
    private struct Key: Sendable {
        let body: SymmetricKey
        let nonce: SymmetricKey

        init(_ bytes: Data) {
            let root = SymmetricKey(data: bytes)
            func derived(_ purpose: String) -> SymmetricKey {
                HKDF<SHA256>.deriveKey(inputKeyMaterial: root, info: Data(purpose.utf8), outputByteCount: 32)
            }
            body = derived("kauri.messages.body")
            nonce = derived("kauri.messages.nonce")
        }
    }

    /// The most keys of a ring.
    private static let mostKeys = 16

    private let current: String
    private let keys: [String: Key]

    /// Reads the setting: `id:key`, with 32 bytes in base64, or several separated by commas.
    ///
    /// - Throws: the rule that it breaks, and no key.
    init(_ setting: Secret, named name: String) throws(ServiceFailure) {
        var keys: [String: Key] = [:]
        var first: String?
        for (index, item) in setting.revealed.split(separator: ",", omittingEmptySubsequences: false).enumerated() {
            let parts = item.trimmingCharacters(in: .whitespacesAndNewlines).split(
                separator: ":", omittingEmptySubsequences: false)
            guard index < Self.mostKeys, parts.count == 2, (1...32).contains(parts[0].utf8.count),
                let bytes = Data(base64Encoded: String(parts[1])), bytes.count == 32
            else { throw .wrongConfiguration("\(name) must be id:key, with 32 bytes in base64, at place \(index + 1)") }
            let id = String(parts[0])
            guard keys.updateValue(Key(bytes), forKey: id) == nil else {
                throw .wrongConfiguration("\(name) must have the id \"\(id)\" only once")
            }
            first = first ?? id
        }
        guard let first else { throw .wrongConfiguration("\(name) must have a key") }
        current = first
        self.keys = keys
    }

    /// A record as it is stored.
    func seal(_ record: PersistRecord) -> PersistRecord {
        switch record {
        case .message(var message):
            guard let sealed = seal(message.body, of: message.id) else { return record }
            message.body = sealed
            message.keyID = current
            return .message(message)
        case .amendment(.edit(var edit)):
            guard let sealed = seal(edit.body, of: edit.message) else { return record }
            edit.body = sealed
            edit.keyID = current
            return .amendment(.edit(edit))
        case .amendment(.deletion), .marker: return record
        }
    }

    /// A record as people are told it; as it is stored where its key is not known or it was changed.
    func open(_ record: LogRecord) -> LogRecord {
        var record = record
        switch record.content {
        case .message(var message):
            guard let key = message.keyID, let body = open(message.body, key, of: message.id) else { break }
            message.body = body
            message.keyID = nil
            record.content = .message(message)
        case .amendment(.edit(var edit)):
            guard let key = edit.keyID, let body = open(edit.body, key, of: edit.message) else {
                break
            }
            edit.body = body
            edit.keyID = nil
            record.content = .amendment(.edit(edit))
        case .amendment(.deletion), .conversation, .person: break
        }
        return record
    }

    private func seal(_ body: String, of message: MessageID) -> String? {
        guard let key = keys[current] else { return nil }
        let bytes = Array(body.utf8)
        let context = Array(message.text.utf8)
        let digest = HMAC<SHA256>.authenticationCode(for: context + [0] + bytes, using: key.nonce)
        guard let nonce = try? AES.GCM.Nonce(data: Array(digest.prefix(12))),
            let box = try? AES.GCM.seal(bytes, using: key.body, nonce: nonce, authenticating: context)
        else { return nil }
        return box.combined?.base64EncodedString()
    }

    func open(_ body: String, _ id: String, of message: MessageID) -> String? {
        guard let key = keys[id], let data = Data(base64Encoded: body),
            let box = try? AES.GCM.SealedBox(combined: data),
            let bytes = try? AES.GCM.open(box, using: key.body, authenticating: Array(message.text.utf8))
        else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }
}

/// Logs and dumps show nothing of the keys.
extension MessageKeyRing: CustomStringConvertible, CustomReflectable {
    var description: String { "message keys" }
    var customMirror: Mirror { Mirror(self, children: []) }
}
