import Contracts
import Postgres

extension DeviceGet: LedgerRead {
    func answer(_ asked: Asked, in snapshot: inout Snapshot, to json: inout JSONWriter) async throws {
        try asked.viewer.require(owner: person.text)
        let head = try await snapshot.head()
        let rows = try await snapshot.run(
            Statement(
                "SELECT position FROM messaging.delivered WHERE person = $1 AND device = $2",
                [.text(person.text), .text(device)]))
        if let row = rows.first { json.number("delivered", try row.int64(0)) }
        json.position("head", head)
    }
}
