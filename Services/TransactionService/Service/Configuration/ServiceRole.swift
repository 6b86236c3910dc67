/// What an instance of transaction-service can do.
public enum ServiceRole: String, CaseIterable, Sendable {
    /// Carries out commands about money.
    case ledger
    /// Stores messages.
    case messages
    /// Answers queries about money.
    case queries
}
