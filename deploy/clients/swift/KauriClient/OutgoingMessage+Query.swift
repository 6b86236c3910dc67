import Contracts
import Foundation
import RabbitMQ

extension OutgoingMessage {
    /// The message that asks a query; the broker drops it when its asker has stopped waiting.
    ///
    /// - Parameters:
    ///   - user: the broker's user who asks.
    ///   - patience: how long the asker waits; at most what the contract allows.
    ///   - queue: another queue than the contract's, for a measurement beside the real one.
    public init(
        asking query: any Query, as actor: Actor? = nil, user: String, within patience: Duration,
        queue: String = LedgerTopology.queries
    ) {
        var properties = MessageProperties(
            contentType: "application/json", messageID: UUID().uuidString.lowercased(), type: type(of: query).type)
        properties.userID = user
        properties.isPersistent = false
        let milliseconds = patience.components.seconds * 1_000 + patience.components.attoseconds / 1_000_000_000_000_000
        properties.expiration = "\(min(max(milliseconds, 1), Int64(LedgerTopology.longestQuery)))"
        self.init(
            exchange: queue == LedgerTopology.queries ? LedgerTopology.queryExchange : "", routingKey: queue,
            properties: properties, body: QueryEnvelope.body(of: query, actor: actor))
    }
}
