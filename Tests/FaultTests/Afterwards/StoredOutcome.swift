import Contracts
import Postgres
import TestWorld

/// A command's outcome as the database keeps it.
struct StoredOutcome: Sendable {
    let number: Int64
    let isCommitted: Bool
    let error: String?
    /// When its batch was decided, in microseconds since 1970 by the database's clock.
    let decidedAt: Int64

    var event: String? { isCommitted ? EventID(number: number).description : nil }
}

extension World {
    /// All outcomes by message id; more than one under an id would be two executions of the same command.
    func outcomes() async throws -> [String: [StoredOutcome]] {
        try await withOwner { owner in
            var all: [String: [StoredOutcome]] = [:]
            let sql = "SELECT message_id, number, is_committed, error_code, decided_at FROM outcomes"
            for row in try await owner.run(Statement(once: sql)) {
                let outcome = StoredOutcome(
                    number: try row.int64(1), isCommitted: try row.bool(2), error: try row.optionalText(3),
                    decidedAt: try row.timestamp(4))
                all[try row.text(0), default: []].append(outcome)
            }
            return all
        }
    }

    /// What each wallet has, by its owner.
    func balances() async throws -> [String: Int64] {
        try await withOwner { owner in
            var all: [String: Int64] = [:]
            let sql = "SELECT owner, posted FROM accounts WHERE owner LIKE 'guest-%'"
            for row in try await owner.run(Statement(once: sql)) { all[try row.text(0)] = try row.int64(1) }
            return all
        }
    }
}
