/// The settings of whoever verifies tokens.
public enum TokenKeys {
    /// The keys.
    public static let secrets = ConfigurationKey.secret(
        "kauri.token.secrets",
        "Keys of tokens, `id:secret` (at least 32 bytes in base64) with commas between; the first one signs, all verify"
    )
    /// Who issues tokens.
    public static let issuer = ConfigurationKey.string(
        "kauri.token.issuer", default: "kauri", limit: 255, "`iss` of tokens")
    /// For whom tokens are.
    public static let audience = ConfigurationKey.string(
        "kauri.token.audience", default: "kauri", limit: 255, "`aud` of tokens, or one of several")

    /// All of them.
    public static let section = ConfigurationSection("Tokens", secrets, issuer, audience)
}

extension TokenVerifier {
    /// A verifier as the settings say.
    public init(_ configuration: ServiceConfiguration) async throws(ServiceFailure) {
        let keys = try TokenKey.read(configuration[TokenKeys.secrets], named: TokenKeys.secrets.environmentName)
        await self.init(
            keys, issuer: configuration[TokenKeys.issuer], audience: configuration[TokenKeys.audience])
    }
}
