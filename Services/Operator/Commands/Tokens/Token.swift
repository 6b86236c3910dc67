import ArgumentParser
import Contracts
import Foundation
import ServiceKit

/// Makes a token, as the application's own login would.
struct Token: OperatorCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a token for a person or a service, for development and tests.",
        discussion: "Signed with the first key of KAURI_TOKEN_SECRETS (or KAURI_TOKEN_SECRETS_FILE).")

    @Argument(help: "Whom the token names.")
    var subject: String

    @Option(help: "One of user, host, vendor, seller, admin, service.")
    var role: String = "user"

    @Option(help: ArgumentHelp("Seconds until it expires.", valueName: "seconds"))
    var lifetime: Int64 = 3_600

    @Option(help: "Who issues it.")
    var issuer: String = "kauri"

    @Option(help: "For whom it is.")
    var audience: String = "kauri"

    func validate() throws {
        guard PartyID(text: subject) != nil else {
            throw ValidationError("a subject has 1 to 64 characters of A-Z a-z 0-9 . _ : @ -")
        }
        guard Identity.Role(rawValue: role) != nil else {
            let roles = Identity.Role.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("a role is one of \(roles)")
        }
        guard (1...315_360_000).contains(lifetime) else {
            throw ValidationError("a token lives for 1 second to 10 years")
        }
    }

    func execute() async throws {
        guard let role = Identity.Role(rawValue: role) else { throw ValidationError("there is no role \(role)") }
        let signer = try await TokenSigner.configured(issuer: issuer, audience: audience)
        let now = Int64(Date().timeIntervalSince1970)
        Terminal.result(try await signer.token(subject: subject, role: role, lifetime: lifetime, at: now))
    }
}
