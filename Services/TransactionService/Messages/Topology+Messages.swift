import Contracts
import RabbitMQ

extension Topology {
    /// What the role `messages` declares; `messaging.inbound` belongs to messaging-service.
    ///
    /// - Parameter queueLength: how many batches `messaging.persist` may hold; publishers are refused beyond it.
    public static func messages(queueLength: Int) -> Topology {
        Topology(
            exchanges: [
                Exchange(MessagingTopology.committed, type: "fanout"),
                Exchange(MessagingTopology.offline, type: "topic"),
                Exchange(MessagingTopology.deadLetters, type: "fanout"),
            ],
            queues: [
                Queue(MessagingTopology.persist, arguments: quorum(length: queueLength)),
                // RabbitMQ 4 deletes by itself what was delivered twenty times; every look of an operator delivers all letters.
                Queue(
                    MessagingTopology.deadLetters,
                    arguments: ["x-queue-type": "quorum", "x-delivery-limit": .integer(Int64(Int32.max))]),
            ],
            bindings: [
                Binding(
                    exchange: MessagingTopology.deadLetters, to: .queue(MessagingTopology.deadLetters), routingKey: "")
            ])
    }

    /// A queue of which nothing gets lost, and which one instance at a time consumes, so that it stays in order.
    private static func quorum(length: Int) -> MessageHeaders {
        [
            "x-queue-type": "quorum", "x-single-active-consumer": true,
            "x-delivery-limit": .integer(Int64(LedgerTopology.deliveryLimit)),
            "x-dead-letter-exchange": .string(MessagingTopology.deadLetters),
            "x-dead-letter-strategy": "at-least-once", "x-overflow": "reject-publish",
            "x-max-length": .integer(Int64(length)),
        ]
    }
}
