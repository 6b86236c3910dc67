import ServiceKit

extension TokenSigner {
    /// A signer with the first of the configured keys.
    ///
    /// - Parameters:
    ///   - issuer: nil for the configured one.
    ///   - audience: nil for the configured one.
    /// - Throws: ``OperatorFailure`` where there is no key.
    static func configured(issuer: String? = nil, audience: String? = nil) async throws -> TokenSigner {
        let name = TokenKeys.secrets.environmentName
        guard let setting = try Settings.given(name) else {
            throw OperatorFailure(
                .configuration, "\(name) is not set",
                advice: "It is id:secret, for example dev:$(head -c 32 /dev/urandom | base64).")
        }
        guard let key = try TokenKey.read(Secret(setting), named: name).first else {
            throw OperatorFailure(.configuration, "\(name) has no key")
        }
        return await TokenSigner(
            key, issuer: try issuer ?? Settings.given(TokenKeys.issuer.environmentName) ?? "kauri",
            audience: try audience ?? Settings.given(TokenKeys.audience.environmentName) ?? "kauri")
    }
}
