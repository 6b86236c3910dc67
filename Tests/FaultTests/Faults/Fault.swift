/// One way in which a part of the system goes away without a word.
enum Fault: String, Sendable, CaseIterable {
    /// `kill -9` of transaction-service, which is started again as an operator's supervisor does.
    case serviceKilled = "kill -9 of transaction-service"
    /// `kill -9` of RabbitMQ, which is started again after a moment.
    case brokerKilled = "kill -9 of RabbitMQ"
    /// `kill -9` of every process of PostgreSQL, which is started again after a moment.
    case databaseKilled = "kill -9 of PostgreSQL"
    /// SIGSTOP of transaction-service for twenty seconds, then SIGCONT: it holds its connections and locks, and does nothing.
    case serviceFrozen = "SIGSTOP of transaction-service for 20 s"

    /// How often it happens in one run.
    var times: Int {
        switch self {
        case .serviceKilled: 10
        case .brokerKilled, .databaseKilled: 5
        case .serviceFrozen: 1
        }
    }
}
