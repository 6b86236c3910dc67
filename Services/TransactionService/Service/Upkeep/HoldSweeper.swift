import Contracts
import Metrics
import Postgres
import RabbitMQ

/// Finds holds whose time is over and sends the command that ends them, through the same queues as everybody's commands.
actor HoldSweeper {
    private let pool: PostgresPool
    private let publisher: BrokerPublisher
    private let user: String
    private let swept = Counter(label: "kauri_holds_swept")
    /// What was sent already, so that a queue that is behind does not fill with repetitions. Bounded by ``mostRemembered``.
    private var sent: Set<String> = []

    init(pool: PostgresPool, publisher: BrokerPublisher, user: String) {
        self.pool = pool
        self.publisher = publisher
        self.user = user
    }

    /// Sends a command for each hold that is due, a thousand at the most.
    func sweep() async throws {
        let due = try await pool.withConnection { connection in
            try await connection.run(Self.due).map { row in
                DueHold(
                    hold: HoldID(number: try row.int64(0)), account: AccountID(number: try row.int64(1)),
                    expiresAt: Timestamp(microseconds: try row.timestamp(2)), minutesLate: try row.int64(3))
            }
        }
        let new = due.filter { !sent.contains($0.messageID) }
        guard !new.isEmpty else { return }
        let outcomes = try await publisher.publish(new.map { $0.message(user: user) })
        if sent.count > Self.mostRemembered { sent.removeAll() }
        for (hold, outcome) in zip(new, outcomes) where outcome.isConfirmed { sent.insert(hold.messageID) }
        swept.increment(by: new.count)
    }

    private static let mostRemembered = 100_000

    private static let due = Statement(
        """
        SELECT id, account_id, expires_at,
            (extract(epoch FROM clock_timestamp() - expires_at) / 60)::bigint
        FROM holds WHERE state = 'pending' AND expires_at <= clock_timestamp() ORDER BY expires_at LIMIT 1000
        """, [])
}

/// A hold that is due, and the command that ends it.
private struct DueHold: Sendable {
    let hold: HoldID
    let account: AccountID
    let expiresAt: Timestamp
    let minutesLate: Int64

    /// Repeatable, so that two sweepers send the same command; another one each minute, so that an attempt that was refused too early
    /// does not stand in the way for ever.
    var messageID: String { "hold.expire/\(hold)/\(expiresAt.microseconds)/\(minutesLate)" }

    func message(user: String) -> OutgoingMessage {
        var fields = FieldWriter()
        HoldExpire(hold: hold).write(to: &fields)
        var properties = MessageProperties(
            contentType: "application/json", messageID: messageID, type: HoldExpire.type)
        properties.userID = user
        return OutgoingMessage(
            exchange: LedgerTopology.commands, routingKey: account.description, properties: properties,
            body: fields.finish())
    }
}
