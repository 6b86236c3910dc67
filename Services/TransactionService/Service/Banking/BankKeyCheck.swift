import Postgres
import ServiceKit

/// Makes sure at the start that every bank account number in the database can be opened.
struct BankKeyCheck: Sendable {
    let pool: PostgresPool
    let keys: BankKeyRing?

    /// - Throws: `ServiceFailure`; a key that is missing is named, with the setting that lacks it.
    func run() async throws {
        let stored: [String]
        do {
            stored = try await pool.withConnection { connection in
                try await connection.run(Self.storedKeys).map { try $0.text(0) }
            }
        } catch let error as PostgresError {
            throw ServiceFailure.dependencyAway("database: \(error)")
        }
        let missing = stored.filter { keys?.has($0) != true }
        guard missing.isEmpty else {
            let names = missing.map { "\"\($0)\"" }.joined(separator: ", ")
            throw ServiceFailure.wrongConfiguration(
                "\(LedgerKeys.bankKeys.environmentName) lacks \(names), under which bank account numbers are stored")
        }
    }

    /// One step in the index for each key, however many numbers there are.
    static let storedKeys = Statement(
        """
        WITH RECURSIVE stored AS (
            (SELECT number_key FROM bank_accounts WHERE number_key IS NOT NULL ORDER BY number_key LIMIT 1)
            UNION ALL
            SELECT (
                SELECT number_key FROM bank_accounts WHERE number_key > stored.number_key ORDER BY number_key LIMIT 1
            ) FROM stored WHERE stored.number_key IS NOT NULL
        )
        SELECT number_key FROM stored WHERE number_key IS NOT NULL
        """)
}
