import Contracts
import Foundation
import ServiceKit

/// Makes the tokens of a bench's people, as the application's own login would.
struct BenchTokens: Sendable {
    private let signer: TokenSigner
    private let now = Int64(Date().timeIntervalSince1970)
    private let lifetime: Int64

    /// - Parameter seconds: how long the bench takes at the most.
    init(_ signer: TokenSigner, lasting seconds: Double) {
        self.signer = signer
        lifetime = Int64(seconds) + 3_600
    }

    /// The tokens of so many people, by their number.
    func people(_ count: Int) async throws -> [String] {
        var tokens: [String] = []
        tokens.reserveCapacity(count)
        for person in 0..<count { tokens.append(try await token(MessagingPlan.name(person), .user)) }
        return tokens
    }

    /// The token of a service that sends in their names.
    func service() async throws -> String { try await token("bench", .service) }

    private func token(_ subject: String, _ role: Identity.Role) async throws -> String {
        try await signer.token(subject: subject, role: role, lifetime: lifetime, at: now)
    }
}
