import JWTKit

/// What a token says. Times are checked by the ``TokenVerifier``, which is told the time.
struct TokenClaims: JWTPayload {
    var sub: String?
    var role: String?
    var iss: String?
    var aud: AudienceClaim?
    /// Seconds since 1970; JSON numbers with a fraction are allowed (RFC 7519, 2).
    var exp: Double?
    var nbf: Double?
    var iat: Double?

    func verify(using _: some JWTAlgorithm) {}
}
