import Contracts
import MessageRouting
import RabbitMQ

/// Puts messages onto the broker's own doors: the parts of a long list, which this or another instance then takes one after another.
struct InboundPublisher: Sendable {
    let publisher: BrokerPublisher
    /// The broker's user, whom the consumer believes.
    let user: String

    /// Publishes the parts of a list in somebody's name.
    ///
    /// - Throws: `unavailable` where the broker has not confirmed all of them; sent again with the same id nobody is told twice.
    func publish(_ parts: [SendRequest], by caller: Caller) async throws(CommandError) {
        let messages = parts.enumerated().map { index, part in
            var part = part
            part.onBehalfOf = part.onBehalfOf ?? caller.person
            var json = JSONWriter(capacity: 40_000)
            part.write(to: &json)
            var properties = MessageProperties(
                contentType: "application/json", messageID: "\(part.id)/\(index)", type: InboundType.send.rawValue)
            properties.userID = user
            return OutgoingMessage(
                exchange: MessagingTopology.inbound, routingKey: MessagePriority.low.rawValue, properties: properties,
                body: json.bytes)
        }
        do {
            for outcome in try await publisher.publish(messages) where !outcome.isConfirmed {
                throw CommandError(.unavailable, "the queue of messages is full: try again")
            }
        } catch let error as CommandError {
            throw error
        } catch {
            throw CommandError(.unavailable, "the broker does not confirm: try again")
        }
    }
}
