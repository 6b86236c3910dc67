import Contracts
import RabbitMQ

extension Topology {
    /// What messaging-service declares: its doors at the broker, and what its own parts listen to.
    ///
    /// - Parameters:
    ///   - instance: whose queue of commits it is.
    ///   - queueLength: how many messages an inbound queue may hold; publishers are refused beyond it.
    static func inbound(queueLength: Int) -> Topology {
        let queues = MessagePriority.allCases.map { MessagingTopology.inboundQueue($0) }
        return Topology(
            exchanges: [
                Exchange(MessagingTopology.inbound, type: "direct"),
                Exchange(MessagingTopology.deadLetters, type: "fanout"),
            ],
            queues: queues.map { name in
                Queue(
                    name,
                    arguments: [
                        "x-queue-type": "quorum", "x-overflow": "reject-publish",
                        "x-max-length": .integer(Int64(queueLength)),
                        "x-delivery-limit": .integer(Int64(LedgerTopology.deliveryLimit)),
                        "x-dead-letter-exchange": .string(MessagingTopology.deadLetters),
                        "x-dead-letter-strategy": "at-least-once",
                    ])
            },
            bindings: MessagePriority.allCases.map {
                Binding(
                    exchange: MessagingTopology.inbound, to: .queue(MessagingTopology.inboundQueue($0)),
                    routingKey: $0.rawValue)
            })
    }

    /// The queue in which one instance hears of commits. What it misses it asks for, so the queue may forget the oldest.
    static func commits(instance: String) -> Topology {
        let queue = MessagingTopology.instance(instance)
        return Topology(
            exchanges: [
                Exchange(MessagingTopology.committed, type: "fanout"),
                Exchange(MessagingTopology.gossip, type: "fanout"),
            ],
            queues: [
                Queue(
                    queue, isDurable: false, isExclusive: true, isAutoDelete: true,
                    arguments: ["x-max-length": 2_000, "x-max-length-bytes": 134_217_728, "x-overflow": "drop-head"])
            ],
            bindings: [MessagingTopology.committed, MessagingTopology.gossip].map {
                Binding(exchange: $0, to: .queue(queue), routingKey: "")
            })
    }
}
