import Contracts
import RabbitMQ
import TestWorld

/// Through the broker's doors, as an application that sends in people's names: what the broker confirms is accepted.
struct BrokerWay: SendingWay {
    private let publisher: BrokerPublisher
    private let user: String

    init(_ world: World, _ name: String) {
        publisher = BrokerPublisher(
            configuration: world.broker.named("fault test \(name)"), limits: .init(confirmTimeout: .seconds(10)),
            logger: world.logger)
        user = world.broker.user
    }

    func send(_ messages: [SentMessage]) async -> [String: SentMessage.Verdict] {
        let outgoing = messages.map { message in
            var properties = MessageProperties(
                contentType: "application/json", messageID: message.id, type: "message.send")
            properties.userID = user
            return OutgoingMessage(
                exchange: MessagingTopology.inbound, routingKey: message.priority.rawValue, properties: properties,
                body: Array(message.json(isOnBehalf: true).utf8))
        }
        guard let outcomes = try? await publisher.publish(outgoing) else { return [:] }
        var verdicts: [String: SentMessage.Verdict] = [:]
        for (message, outcome) in zip(messages, outcomes) where outcome.isConfirmed { verdicts[message.id] = .accepted }
        return verdicts
    }

    func close() async { await publisher.close(within: .seconds(2)) }
}
