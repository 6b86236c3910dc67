import BookingDay
import Contracts
import Foundation
import MessagingClient
import RabbitMQ
import ServiceKit

extension Simulate {
    /// The day's conversations; nil where there are to be none, or messaging-service is not told of.
    func talk(_ name: DayName, _ broker: BrokerConfiguration) async throws -> TalkRun? {
        guard conversations > 0 else { return nil }
        for variable in ["KAURI_MESSAGING_URL", TokenKeys.secrets.environmentName]
        where try Settings.given(variable) == nil {
            Terminal.note("no conversations and notifications: \(variable) is not set")
            return nil
        }
        let address = try MessagingAddress.configured()
        var talks: [BookingTalk] = []
        let source = try source()
        while talks.count < conversations, let bookings = try await source.next() {
            talks += bookings.prefix(conversations - talks.count).compactMap { BookingTalk(of: $0, in: name) }
        }
        let people = 2 * conversations
        let limit = FileLimit.raise()
        guard limit > people + 256 else {
            throw OperatorFailure(
                .configuration, "this process may open only \(limit) files",
                advice: "Raise it (ulimit -n 100000), or lower --conversations.")
        }
        let signer = try await TokenSigner.configured()
        let now = Int64(Date().timeIntervalSince1970)
        return try await TalkRun(talks, at: address, broker: broker) {
            try await signer.token(subject: $0.text, role: .user, lifetime: 86_400, at: now)
        }
    }
}
