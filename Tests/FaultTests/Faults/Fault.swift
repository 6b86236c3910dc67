/// One way in which a part of the system goes away without a word.
enum Fault: String, Sendable, CaseIterable {
    /// `kill -9` of one instance of messaging-service, which is started again like that too.
    case messagingKilled = "kill -9 of messaging-service"
    /// `kill -9` of transaction-service, which is started again as an operator's supervisor does.
    case serviceKilled = "kill -9 of transaction-service"
    /// `kill -9` of RabbitMQ, which is started again after a moment.
    case brokerKilled = "kill -9 of RabbitMQ"
    /// `kill -9` of every process of PostgreSQL, which is started again after a moment.
    case databaseKilled = "kill -9 of PostgreSQL"
    /// SIGSTOP of transaction-service for twenty seconds, then SIGCONT: it holds its connections and locks, and does nothing.
    case serviceFrozen = "SIGSTOP of transaction-service for 20 s"
}
