import JWTKit

/// Makes tokens: for development, for tests, and for services that speak for themselves.
public struct TokenSigner: Sendable {
    private let keys = JWTKeyCollection()
    private let key: TokenKey
    private let issuer: String
    private let audience: String

    /// A signer.
    public init(_ key: TokenKey, issuer: String, audience: String) async {
        self.key = key
        self.issuer = issuer
        self.audience = audience
        await key.add(to: keys)
    }

    /// Makes a token.
    ///
    /// - Parameters:
    ///   - lifetime: seconds.
    ///   - now: seconds since 1970 in UTC.
    public func token(
        subject: String, role: Identity.Role, lifetime: Int64, at now: Int64
    ) async throws -> String {
        let claims = TokenClaims(
            sub: subject, role: role.rawValue, iss: issuer, aud: AudienceClaim(value: audience),
            exp: Double(now + lifetime), nbf: Double(now), iat: Double(now))
        return try await keys.sign(claims, kid: JWKIdentifier(string: key.id))
    }
}
