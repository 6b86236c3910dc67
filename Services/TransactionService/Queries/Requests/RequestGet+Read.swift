import Contracts
import Postgres

extension RequestGet: LedgerRead {
    func answer(_ asked: Asked, in snapshot: inout Snapshot, to json: inout JSONWriter) async throws {
        let found = try await snapshot.run(
            Statement(Self.statement, [.int64(request.number), .text(request.kind.rawValue)]))
        guard let row = found.first else {
            try asked.viewer.requireOperator()
            throw CommandError(request.kind.notFound, "there is no such request", field: "request")
        }
        let request = try RequestRow(row, kind: request.kind)
        try asked.viewer.require(owner: request.owner)
        json.key("request")
        try request.write(to: &json)
    }

    private static let statement = """
        SELECT \(RequestRow.columns) FROM requests AS request JOIN accounts AS account ON account.id = request.account_id
        JOIN units AS unit ON unit.number = account.unit WHERE request.id = $1 AND request.kind = $2
        """
}

extension RequestKind {
    fileprivate var notFound: ErrorCode {
        switch self {
        case .job: .jobNotFound
        case .chargeSale: .chargeSaleNotFound
        case .creditRequest: .creditRequestNotFound
        case .withdrawal: .withdrawalNotFound
        }
    }
}
