import Contracts
import Metrics
import Postgres
import RabbitMQ

/// Finds what is due and sends the commands for it, through the same queues as everybody's.
actor Sweeper {
    /// Reads the page after a position.
    typealias Find = @Sendable (PostgresConnection, SweepPosition) async throws -> DuePage

    private let pool: PostgresPool
    private let publisher: BrokerPublisher
    private let user: String
    private let find: Find
    private let isBatched: Bool
    private let swept: Counter
    /// What was sent lately, so that a queue that is behind does not fill with repetitions. Bounded by ``mostRemembered``.
    private var sent: [String: ContinuousClock.Instant] = [:]

    /// - Parameters:
    ///   - user: the broker's user, as which the commands are sent.
    ///   - isBatched: whether a page travels in batch messages; only where the order of commands does not matter.
    init(
        pool: PostgresPool, publisher: BrokerPublisher, user: String, counter: String, isBatched: Bool = false,
        find: @escaping Find
    ) {
        self.pool = pool
        self.publisher = publisher
        self.user = user
        self.find = find
        self.isBatched = isBatched
        swept = Counter(label: counter)
    }

    /// Sends a command for everything that is due.
    func sweep() async throws {
        var position: SweepPosition? = .start
        while let from = position {
            let page = try await pool.withConnection { [find] connection in try await find(connection, from) }
            try await send(page.commands.filter { !wasSentLately($0) })
            position = page.next
        }
    }

    private func send(_ due: [DueCommand]) async throws {
        guard !due.isEmpty else { return }
        if sent.count > Self.mostRemembered { sent.removeAll() }
        let messages = isBatched ? due.batchMessages(user: user) : due.map { ([$0], $0.message(user: user)) }
        let outcomes = try await publisher.publish(messages.map(\.1))
        for ((commands, _), outcome) in zip(messages, outcomes) where outcome.isConfirmed {
            for due in commands { sent[due.messageID] = .now }
            swept.increment(by: commands.count)
        }
    }

    /// What is still due after a while may have been lost: it is sent again, which under the same id does no harm.
    private func wasSentLately(_ due: DueCommand) -> Bool {
        guard let last = sent[due.messageID] else { return false }
        return last > .now - Self.patience
    }

    private static let mostRemembered = 200_000
    private static let patience = Duration.seconds(600)
}

extension DueCommand {
    /// A message of its own.
    func message(user: String) -> OutgoingMessage {
        var properties = MessageProperties(
            contentType: "application/json", messageID: messageID, type: type(of: command).type)
        properties.userID = user
        return OutgoingMessage(
            exchange: LedgerTopology.commands, routingKey: orderingKey, properties: properties, body: fields)
    }
}

extension [DueCommand] {
    /// Batch messages of a few hundred commands, each of which stands or falls by itself under its own id.
    public func batchMessages(user: String) -> [([DueCommand], OutgoingMessage)] {
        stride(from: 0, to: count, by: Self.batchSize).map { start in
            let commands = Array(self[start..<Swift.min(start + Self.batchSize, count)])
            var json = JSONWriter(capacity: commands.count * 192)
            json.beginObject()
            json.member("mode", "independent")
            json.key("commands")
            json.beginArray()
            for due in commands {
                json.beginObject()
                json.member("type", type(of: due.command).type)
                json.member("id", due.messageID)
                json.key("data")
                json.raw(due.fields)
                json.endObject()
            }
            json.endArray()
            json.endObject()
            var properties = MessageProperties(
                contentType: "application/json", messageID: "batch/\(commands[0].messageID)", type: "batch")
            properties.userID = user
            return (
                commands,
                OutgoingMessage(
                    exchange: LedgerTopology.commands, routingKey: commands[0].orderingKey, properties: properties,
                    body: json.bytes)
            )
        }
    }

    private static let batchSize = 250
}
