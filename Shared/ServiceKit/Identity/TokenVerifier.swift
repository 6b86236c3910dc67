import Foundation
import JWTKit

/// Believes tokens (JWT, RFC 7519) that were signed by keys it knows, or does not.
public struct TokenVerifier: Sendable {
    /// The most bytes of a token.
    public static let longest = 4_096
    /// By how much clocks may differ, in seconds.
    static let leeway: Int64 = 30

    private struct Header: Decodable {
        let alg: String?
        let kid: String?
        let crit: [String]?
    }

    private let keys = JWTKeyCollection()
    /// The algorithm of each key, by the key's id.
    private let algorithms: [String: String]
    private let first: String?
    private let issuer: String
    private let audience: String

    /// A verifier.
    ///
    /// - Parameters:
    ///   - known: at least one; a token without `kid` must be signed by the first.
    ///   - issuer: `iss` must be this.
    ///   - audience: `aud` must be this or contain it.
    public init(_ known: [TokenKey], issuer: String, audience: String) async {
        self.issuer = issuer
        self.audience = audience
        first = known.first?.id
        algorithms = Dictionary(known.map { ($0.id, $0.algorithm) }) { first, _ in first }
        for key in known { await key.add(to: keys) }
    }

    /// Says whom a token names.
    ///
    /// - Parameter now: seconds since 1970 in UTC.
    public func verify(_ token: String, at now: Int64) async throws(TokenError) -> Identity {
        guard !token.isEmpty else { throw .missing }
        guard token.utf8.count <= Self.longest else { throw .malformed }
        try checkKey(of: token)
        let claims: TokenClaims
        do {
            // The algorithm is the key's own: what the header says has been compared with it.
            claims = try await keys.verify(token, as: TokenClaims.self)
        } catch let error as JWTError where error.errorType == .signatureVerificationFailed {
            throw .forged
        } catch {
            throw .malformed
        }
        return try identity(claims, at: now)
    }

    private func checkKey(of token: String) throws(TokenError) {
        guard let encoded = token.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).first,
            let bytes = Self.decoded(encoded), let header = try? JSONDecoder().decode(Header.self, from: bytes)
        else { throw .malformed }
        guard header.crit == nil, let id = header.kid ?? first, let algorithm = algorithms[id], header.alg == algorithm
        else { throw .unknownKey }
    }

    private func identity(_ claims: TokenClaims, at now: Int64) throws(TokenError) -> Identity {
        guard let subject = claims.sub, let role = claims.role.flatMap({ Identity.Role(rawValue: $0) }),
            let end = claims.exp.flatMap({ Int64(exactly: $0.rounded(.down)) })
        else { throw .malformed }
        guard now < end + Self.leeway else { throw .expired }
        if let start = claims.nbf {
            guard Double(now + Self.leeway) >= start else { throw .tooEarly }
        }
        guard claims.iss == issuer, claims.aud?.value.contains(audience) == true else { throw .foreign }
        return Identity(subject: subject, role: role, expiresAt: end)
    }

    private static func decoded(_ text: Substring) -> Data? {
        var text = text.replacing("-", with: "+").replacing("_", with: "/")
        text += String(repeating: "=", count: (4 - text.count % 4) % 4)
        return Data(base64Encoded: String(text))
    }
}
