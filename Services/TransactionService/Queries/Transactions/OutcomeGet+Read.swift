import Contracts
import Postgres

extension OutcomeGet: LedgerRead {
    func answer(_ asked: Asked, in snapshot: inout Snapshot, to json: inout JSONWriter) async throws {
        let found = try await snapshot.run(
            Statement(
                "SELECT actor_id, document FROM outcomes WHERE subject = $1 AND message_id = $2",
                [.text(subject ?? asked.subject), .text(messageID)]))
        guard let row = found.first else {
            try asked.viewer.requireOperator()
            throw CommandError(.outcomeNotFound, "no command with this id has been decided", field: "message_id")
        }
        try asked.viewer.require(owner: try row.optionalText(0))
        json.key("outcome")
        json.raw(Array(try row.text(1).utf8))
    }
}
