import Contracts
import Postgres

/// All accounts of the ledger while its journal is read. About 150 bytes each.
struct AccountTallies {
    private var places: [Int64: Int] = [:]
    private var tallies: [AccountTally] = []
    let hash = PlaceHash()

    var count: Int { tallies.count }

    /// - Parameter connection: has the snapshot.
    init(_ connection: PostgresConnection) async throws {
        let stream = try await RowStream(
            "verified_accounts",
            """
            SELECT account.id, unit, is_limited::integer, posted, held, account.version, entry_seq, coalesce(correction.version, 0)
            FROM accounts AS account LEFT JOIN (
                SELECT account_id, max(version) AS version FROM balance_corrections GROUP BY account_id
            ) AS correction ON correction.account_id = account.id
            """, on: connection)
        while stream.hasRow || stream.isDry {
            try await stream.refill()
            while stream.hasRow {
                func value(_ column: Int) -> Int64 { stream.integer(column) ?? 0 }
                places[value(0)] = tallies.count
                tallies.append(
                    AccountTally(
                        unit: Int16(truncatingIfNeeded: value(1)), isLimited: value(2) == 1, posted: value(3),
                        held: value(4), version: value(5), entrySequence: value(6), correctedVersion: value(7)))
                stream.advance()
            }
        }
    }

    /// Changes an account's tally.
    ///
    /// - Returns: false where there is no such account.
    @inline(__always)
    mutating func with(_ account: Int64, _ change: (inout AccountTally) -> Void) -> Bool {
        guard let place = places[account] else { return false }
        change(&tallies[place])
        return true
    }

    /// Compares what was gathered with the rows.
    ///
    /// - Parameter connection: asked for the entry where an account's path is broken.
    func findings(_ connection: PostgresConnection) async throws -> Findings {
        var findings = Findings()
        var broken: [Int64] = []
        for (account, place) in places.sorted(by: { $0.key < $1.key }) {
            let tally = tallies[place]
            let key = "id=\(account)"
            if tally.posted != tally.sum || tally.entrySequence != tally.entries {
                findings.add(
                    .accountBalance,
                    Finding(
                        "accounts", key, expected: "posted \(tally.sum), entry_seq \(tally.entries)",
                        found: "posted \(tally.posted), entry_seq \(tally.entrySequence)"))
            }
            if !tally.isContinuous(hash) { broken.append(account) }
            Self.checkVersion(tally, key, &findings)
        }
        if let first = broken.first {
            let finding = try await Self.firstBreak(of: first, connection)
            findings.add(.entrySequence, times: broken.count, finding)
        }
        return findings
    }

    private static func checkVersion(_ tally: AccountTally, _ key: String, _ findings: inout Findings) {
        let expected = max(tally.told?.version ?? 0, tally.correctedVersion)
        if tally.isLimited, tally.version != expected {
            findings.add(
                .accountVersion,
                Finding("accounts", key, expected: "version \(expected)", found: "version \(tally.version)"))
        } else if tally.version < tally.changes {
            findings.add(
                .accountVersion,
                Finding(
                    "accounts", key, expected: "version at least \(tally.changes)", found: "version \(tally.version)"))
        }
        if tally.isLimited, let told = tally.told, told.version > tally.correctedVersion,
            told.posted != tally.posted || told.held != tally.held
        {
            findings.add(
                .accountTold,
                Finding(
                    "accounts", key,
                    expected: "posted \(told.posted), held \(told.held), as outcome \(told.outcome) tells",
                    found: "posted \(tally.posted), held \(tally.held)"))
        }
    }

    private static func firstBreak(of account: Int64, _ connection: PostgresConnection) async throws -> Finding {
        let rows = try await connection.run(
            Statement(
                once: """
                    SELECT sequence, balance, coalesce(earlier, 0) + 1, coalesce(before, 0) + amount, transaction_id
                    FROM (
                        SELECT *, lag(sequence) OVER history AS earlier, lag(balance) OVER history AS before
                        FROM entries WHERE account_id = $1 WINDOW history AS (ORDER BY sequence, transaction_id)
                    ) AS entry
                    WHERE sequence <> coalesce(earlier, 0) + 1 OR balance <> coalesce(before, 0) + amount
                    ORDER BY sequence LIMIT 1
                    """, [.int64(account)]))
        guard let row = rows.first else {
            return Finding("entries", "account_id=\(account)", expected: "one path of balances", found: "another")
        }
        return Finding(
            "entries", "account_id=\(account), sequence=\(try row.int64(0))",
            expected: "sequence \(try row.int64(2)), balance \(try row.int64(3))",
            found: "sequence \(try row.int64(0)), balance \(try row.int64(1)), transaction \(try row.int64(4))")
    }
}
