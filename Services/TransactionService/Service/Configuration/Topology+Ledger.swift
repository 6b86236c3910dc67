import Contracts
import RabbitMQ

extension Topology {
    /// What the ledger declares, partitions in name order.
    ///
    /// Several processes may declare it at once and no lock is needed: each binds a partition only after the one before it, so whoever is first
    /// to bind a partition finds those before it bound already.
    ///
    /// RabbitMQ 3.10 has been seen to rebuild the hash ring in another order after a restart: a key may then move to another partition, and
    /// order per key is only promised between restarts of the broker. Money, outcomes and events do not depend on it.
    static func ledger(partitions: Int, queueLength: Int, logBytes: Int, logAge: Duration) -> Topology {
        let queues = (0..<partitions).map { LedgerTopology.partition($0) }
        var topology = Topology(
            exchanges: [
                Exchange(LedgerTopology.commands, type: "x-consistent-hash"),
                Exchange(LedgerTopology.events, type: "topic"),
                Exchange(LedgerTopology.eventBatches, type: "fanout"),
                Exchange(LedgerTopology.deadLetters, type: "fanout"),
            ],
            queues: queues.map { name in
                Queue(
                    name,
                    arguments: [
                        "x-queue-type": "quorum", "x-single-active-consumer": true,
                        "x-delivery-limit": .integer(Int64(LedgerTopology.deliveryLimit)),
                        "x-dead-letter-exchange": .string(LedgerTopology.deadLetters),
                        "x-dead-letter-strategy": "at-least-once", "x-overflow": "reject-publish",
                        "x-max-length": .integer(Int64(queueLength)),
                    ])
            },
            bindings: queues.map { Binding(exchange: LedgerTopology.commands, to: .queue($0), routingKey: "1") })
        let retention: MessageHeaders = [
            "x-queue-type": "stream", "x-max-length-bytes": .integer(Int64(logBytes)),
            "x-max-age": .string("\(logAge.components.seconds)s"),
        ]
        topology.queues += [
            // RabbitMQ 4 deletes by itself what was delivered twenty times; every look of an operator delivers all letters.
            Queue(
                LedgerTopology.deadLetters,
                arguments: ["x-queue-type": "quorum", "x-delivery-limit": .integer(Int64(Int32.max))]),
            Queue(LedgerTopology.eventLog, arguments: retention),
            // Both streams are there whatever form is chosen: instances may differ while the choice changes.
            Queue(LedgerTopology.eventBatchLog, arguments: retention),
        ]
        topology.bindings += [
            Binding(exchange: LedgerTopology.deadLetters, to: .queue(LedgerTopology.deadLetters), routingKey: ""),
            Binding(exchange: LedgerTopology.events, to: .queue(LedgerTopology.eventLog), routingKey: "#"),
            Binding(exchange: LedgerTopology.eventBatches, to: .queue(LedgerTopology.eventBatchLog), routingKey: ""),
        ]
        return topology
    }
}
