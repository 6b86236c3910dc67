import CLibPQ

extension PostgresError {
    /// Takes the fields out of a result whose status says that it is an error.
    init(result: OpaquePointer, statementIndex: Int?) {
        let field = { (code: CInt) in PQresultErrorField(result, code).map { String(cString: $0) } }
        let fields = ServerFields(
            severity: field(kauri_pq_diag_severity),
            sqlState: field(kauri_pq_diag_sqlstate),
            message: field(kauri_pq_diag_message) ?? Self.oneLine(String(cString: PQresultErrorMessage(result))),
            detail: field(kauri_pq_diag_detail),
            hint: field(kauri_pq_diag_hint),
            schema: field(kauri_pq_diag_schema),
            table: field(kauri_pq_diag_table),
            column: field(kauri_pq_diag_column),
            constraint: field(kauri_pq_diag_constraint))
        // An error without SQLSTATE was made by libpq itself: the connection is gone.
        let code = fields.sqlState.map(Code.server) ?? .connectionLost
        self.init(code, fields, statementIndex: statementIndex)
    }

    /// libpq's messages span several lines; logs want one.
    static func oneLine(_ message: String) -> String {
        message.split(whereSeparator: \.isNewline).map { line in
            String(line.drop(while: \.isWhitespace))
        }.joined(separator: " ")
    }
}
