import Contracts
import Postgres

/// Units and the ledger's own accounts in the database.
public enum UnitStore {
    /// Writes ISO 4217's units, and every unit's system accounts, where they are missing. Idempotent.
    public static func seed(_ connection: PostgresConnection) async throws {
        let units = UnitRegistry.iso
        try await connection.run([
            .begin,
            Statement(
                insertUnits,
                [
                    .int16Array(units.map(\.number)), .textArray(units.map(\.code)), .textArray(units.map(\.code)),
                    .int16Array(units.map { Int16($0.decimals) }),
                ]),
            openSystemAccounts(units),
            .commit,
        ])
        // Units that were registered before this program had all of its system accounts.
        let registered = try await connection.run(loadRegistered).map { try unit(from: $0) }
        if !registered.isEmpty { try await connection.run(openSystemAccounts(registered)) }
    }

    /// Opens the system accounts of some units.
    static func openSystemAccounts(_ units: [CurrencyUnit]) -> Statement {
        let accounts = units.flatMap { unit in SystemAccount.allCases.map { (account: $0, unit: unit) } }
            .sorted { $0.account.id(in: $0.unit) < $1.account.id(in: $1.unit) }
        return Statement(
            """
            INSERT INTO accounts (id, kind, unit, status, is_limited)
            SELECT id, kind, unit, 'active', false FROM unnest($1::bigint[], $2::text[], $3::smallint[]) AS new (id, kind, unit)
            ON CONFLICT (id) DO NOTHING
            """,
            [
                .int64Array(accounts.map { $0.account.id(in: $0.unit).number }),
                .textArray(accounts.map(\.account.rawValue)), .int16Array(accounts.map(\.unit.number)),
            ])
    }

    static let insertUnits = """
        INSERT INTO units (number, code, name, decimals)
        SELECT * FROM unnest($1::smallint[], $2::text[], $3::text[], $4::smallint[])
        ON CONFLICT (number) DO NOTHING
        """

    /// Reads the units that operators have registered.
    static let loadRegistered = Statement(
        "SELECT number, code, decimals FROM units WHERE number >= 1000 ORDER BY number", [])

    static func unit(from row: Row) throws -> CurrencyUnit {
        try CurrencyUnit(code: row.text(1), number: row.int16(0), decimals: UInt8(row.int16(2)))
    }
}
