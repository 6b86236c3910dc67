import Postgres

/// A rule that one statement checks.
struct RuleCheck: Sendable {
    let check: Check
    /// The table whose rows break the rule.
    let table: String
    /// Gives a row for each that breaks it: `key`, `expected` and `found` as texts, and `place` to bring them into an order.
    let sql: String

    init(_ check: Check, _ table: String, _ sql: String) {
        self.check = check
        self.table = table
        self.sql = sql
    }

    /// Asks the database.
    func run(on connection: PostgresConnection) async throws -> Findings {
        var findings = Findings()
        let rows = try await connection.run(
            Statement(
                once: """
                    SELECT key, expected, found, count(*) OVER () FROM (\(sql)) AS wrong (place, key, expected, found)
                    ORDER BY place, key LIMIT 1
                    """))
        if let row = rows.first {
            let finding = Finding(
                table, try row.optionalText(0) ?? "", expected: try row.optionalText(1) ?? "nothing",
                found: try row.optionalText(2) ?? "nothing")
            findings.add(check, times: Int(try row.int64(3)), finding)
        }
        return findings
    }

    /// All of them; those that read much come first.
    static let all = outcomes + givenBack + holds + accounts + requests
}
