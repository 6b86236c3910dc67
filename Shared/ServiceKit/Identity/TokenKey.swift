import Foundation
import JWTKit

/// A key that signs or verifies tokens, with the one algorithm that it is used with.
///
/// The algorithm belongs to the key and never to the token: what a token claims about it must agree, and is otherwise not believed. A public
/// key (RS256, ES256, EdDSA), or one from a JWKS document, becomes another case.
public struct TokenKey: Sendable {
    enum Material: Sendable {
        case hmacSHA256([UInt8])
    }

    /// The fewest bytes of a shared secret: as many as the digest has (RFC 7518, 3.2).
    public static let shortestSecret = 32

    /// The name that tokens call it by (`kid`).
    public let id: String
    let material: Material

    /// A shared secret for HS256.
    ///
    /// - Parameter secret: at least ``shortestSecret`` bytes; fewer are a programmer error.
    public init(id: String, secret: [UInt8]) {
        precondition(secret.count >= Self.shortestSecret, "a secret for HS256 has at least 32 bytes")
        self.id = id
        material = .hmacSHA256(secret)
    }

    /// The name of its algorithm, as a token's header must give it.
    var algorithm: String {
        switch material {
        case .hmacSHA256: "HS256"
        }
    }

    func add(to keys: JWTKeyCollection) async {
        switch material {
        case .hmacSHA256(let secret):
            await keys.add(
                hmac: HMACKey(from: secret), digestAlgorithm: .sha256, kid: JWKIdentifier(string: id))
        }
    }
}

extension TokenKey {
    /// The most keys of a setting.
    static let mostKeys = 16

    /// Reads `id:secret` with the secret in base64, or several separated by commas: the first one signs, all of them verify.
    ///
    /// - Throws: ``ServiceFailure/wrongConfiguration(_:)`` with the rule and the place, and never a secret.
    public static func read(_ setting: Secret, named name: String) throws(ServiceFailure) -> [TokenKey] {
        let items = setting.revealed.split(separator: ",", omittingEmptySubsequences: false)
        guard items.count <= mostKeys else {
            throw .wrongConfiguration("\(name) must have at most \(mostKeys) keys")
        }
        var keys: [TokenKey] = []
        for (index, item) in items.enumerated() {
            let parts = item.trimmingCharacters(in: .whitespacesAndNewlines).split(
                separator: ":", omittingEmptySubsequences: false)
            // What has no colon may be a secret that lost its id: it is not repeated.
            guard parts.count == 2, (1...32).contains(parts[0].utf8.count),
                let secret = Data(base64Encoded: String(parts[1])), secret.count >= shortestSecret
            else {
                throw .wrongConfiguration(
                    "\(name) must be id:secret, with at least \(shortestSecret) bytes in base64, at place \(index + 1)")
            }
            let id = String(parts[0])
            guard !keys.contains(where: { $0.id == id }) else {
                throw .wrongConfiguration("\(name) must have the id \"\(id)\" only once")
            }
            keys.append(TokenKey(id: id, secret: Array(secret)))
        }
        return keys
    }
}
