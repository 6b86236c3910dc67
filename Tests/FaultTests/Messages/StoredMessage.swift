import Postgres
import TestWorld

/// A message as the log keeps it.
struct StoredMessage: Sendable {
    let sender: String
    let body: String
    /// How often it is there.
    let count: Int64
}

extension World {
    /// All messages by their senders' ids.
    func storedMessages() async throws -> [String: StoredMessage] {
        try await withOwner { owner in
            var all: [String: StoredMessage] = [:]
            let sql =
                "SELECT sender_id, min(sender), min(body), count(*) FROM messaging.log WHERE record = 0 GROUP BY 1"
            for row in try await owner.run(Statement(once: sql)) {
                all[try row.text(0)] = StoredMessage(
                    sender: try row.text(1), body: try row.text(2), count: try row.int64(3))
            }
            return all
        }
    }
}
