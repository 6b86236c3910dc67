import Contracts
import Postgres

extension PartyGet: LedgerRead {
    func answer(_ asked: Asked, in snapshot: inout Snapshot, to json: inout JSONWriter) async throws {
        let found = try await snapshot.run(
            party.map { Statement("\(Self.select) WHERE id = $1", [.text($0.text)]) }
                ?? Statement("\(Self.select) WHERE phone = $1", [.optionalText(phone?.text)]))
        guard let row = found.first else {
            if party?.text != asked.viewer.person?.text { try asked.viewer.requireOperator() }
            throw CommandError(
                .partyNotFound, "no party has this \(party == nil ? "telephone number" : "id")",
                field: party == nil ? "phone" : "party")
        }
        let party = try PartyRow(row)
        try asked.viewer.require(owner: party.id)
        json.key("party")
        try party.write(to: &json)
    }

    private static let select = "SELECT \(PartyRow.columns), NULL::text FROM parties"
}
