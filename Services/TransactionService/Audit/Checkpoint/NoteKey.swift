import Crypto
import Foundation

/// An Ed25519 key under a name, in the text forms of signed notes.
///
/// Source: C2SP, signed-note (https://c2sp.org/signed-note), and Go's golang.org/x/mod/sumdb/note for the private form.
public struct NoteSigner: Sendable {
    /// What others check signatures with.
    public let verifier: NoteVerifier
    private let key: Curve25519.Signing.PrivateKey

    /// Makes a new key.
    ///
    /// - Throws: ``NoteError/malformedKey`` where the name is empty or has spaces or plus signs.
    public init(name: String) throws(NoteError) {
        try self.init(name: name, key: Curve25519.Signing.PrivateKey())
    }

    /// Reads `PRIVATE+KEY+name+hash+data`.
    public init(text: String) throws(NoteError) {
        let parts = text.trimmingCharacters(in: .whitespacesAndNewlines).split(separator: "+", maxSplits: 4)
        guard parts.count == 5, parts[0] == "PRIVATE", parts[1] == "KEY",
            let data = Data(base64Encoded: String(parts[4])),
            data.count == 33, data.first == NoteVerifier.algorithm,
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: data.dropFirst())
        else { throw .malformedKey }
        try self.init(name: String(parts[2]), key: key)
        guard String(parts[3]) == verifier.hashText else { throw .malformedKey }
    }

    private init(name: String, key: Curve25519.Signing.PrivateKey) throws(NoteError) {
        self.key = key
        verifier = try NoteVerifier(name: name, key: key.publicKey)
    }

    /// The private form, which is a secret.
    public var secretText: String {
        let data = [NoteVerifier.algorithm] + key.rawRepresentation
        return "PRIVATE+KEY+\(verifier.name)+\(verifier.hashText)+\(Data(data).base64EncodedString())"
    }

    /// Signs a text that ends with a line's end.
    public func sign(_ text: String) throws(NoteError) -> String {
        guard let signature = try? key.signature(for: Data(text.utf8)) else { throw .notSigned }
        let line = Data(verifier.hash + signature).base64EncodedString()
        return "\(text)\n\u{2014} \(verifier.name) \(line)\n"
    }
}

/// What checks the signatures of one key.
public struct NoteVerifier: Sendable {
    /// The key's name.
    public let name: String
    let hash: [UInt8]
    private let key: Curve25519.Signing.PublicKey

    /// The number of Ed25519 among the algorithms of signed notes.
    static let algorithm: UInt8 = 1

    init(name: String, key: Curve25519.Signing.PublicKey) throws(NoteError) {
        guard !name.isEmpty, name.allSatisfy({ !$0.isWhitespace && $0 != "+" }) else { throw .malformedKey }
        self.name = name
        self.key = key
        let described = Array(name.utf8) + [0x0A, Self.algorithm] + key.rawRepresentation
        hash = Array(SHA256.hash(data: described).prefix(4))
    }

    /// Reads `name+hash+data`.
    public init(text: String) throws(NoteError) {
        let parts = text.trimmingCharacters(in: .whitespacesAndNewlines).split(separator: "+", maxSplits: 2)
        guard parts.count == 3, let data = Data(base64Encoded: String(parts[2])), data.count == 33,
            data.first == Self.algorithm,
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: data.dropFirst())
        else { throw .malformedKey }
        try self.init(name: String(parts[0]), key: key)
        guard String(parts[1]) == hashText else { throw .malformedKey }
    }

    /// The public form.
    public var text: String {
        "\(name)+\(hashText)+\(Data([Self.algorithm] + key.rawRepresentation).base64EncodedString())"
    }

    var hashText: String { hash.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined() }

    /// The text of a signed note.
    ///
    /// - Throws: ``NoteError/malformedNote``, ``NoteError/notSigned`` where this key has not signed it, ``NoteError/wrongSignature``.
    public func open(_ note: String) throws(NoteError) -> String {
        guard let gap = note.range(of: "\n\n", options: .backwards) else { throw .malformedNote }
        let text = note[..<gap.lowerBound] + "\n"
        var isKnown = false
        for line in note[gap.upperBound...].split(separator: "\n") {
            let parts = line.split(separator: " ")
            guard parts.count == 3, parts[0] == "\u{2014}", parts[1] == name[...],
                let data = Data(base64Encoded: String(parts[2])), Array(data.prefix(4)) == hash
            else { continue }
            isKnown = true
            if key.isValidSignature(data.dropFirst(4), for: Data(text.utf8)) { return String(text) }
        }
        throw isKnown ? .wrongSignature : .notSigned
    }
}

/// What is wrong with a key or a signed note.
public enum NoteError: Error, Hashable {
    /// Not one of the text forms of a key, or a name with spaces or plus signs.
    case malformedKey
    /// No signature lines after an empty line.
    case malformedNote
    /// This key has not signed it.
    case notSigned
    /// The signature is not of this text.
    case wrongSignature
}
