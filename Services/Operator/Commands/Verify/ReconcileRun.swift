import Contracts
import Foundation
import LedgerAudit
import Postgres

/// One reconciliation, and what has come of it.
struct ReconcileRun {
    private let connection: PostgresConnection
    private let wallet: String?
    private let threshold: DecimalAmount?
    private let reason: String

    init(_ connection: PostgresConnection, wallet: String?, threshold: DecimalAmount?, reason: String) {
        self.connection = connection
        self.wallet = wallet
        self.threshold = threshold
        self.reason = reason
    }

    func run() async throws -> ReconcileResult {
        let reconciliation = Reconciliation(connection)
        let accounts = try await wallet.asyncMap { try await numbers(of: $0) }
        let differences = try await reconciliation.differences(in: accounts)
        let names = try await AccountNames(differences, connection)
        var result = ReconcileResult(
            accounts: try await count(accounts), lines: [], corrected: 0, left: 0)
        for difference in differences {
            let name = names.name(of: difference)
            guard let threshold else {
                result.add(difference, name, .differs)
                continue
            }
            let progress = Progress("correcting \(name.text)")
            let correction = try await reconciliation.correct(
                difference.account, within: threshold, decimals: name.decimals, author: Self.author, reason: reason)
            switch correction {
            case .corrected(let corrected): result.add(corrected, name, .corrected)
            case .tooLarge(let difference): result.add(difference, name, .tooLarge)
            case .notNeeded: break
            }
            progress.end(result.lines.last?.outcome.rawValue ?? "")
        }
        return result
    }

    private func count(_ accounts: [Int64]?) async throws -> Int {
        if let accounts { return accounts.count }
        return Int(try await connection.run(Statement(once: "SELECT count(*) FROM accounts"))[0].int64(0))
    }

    /// The accounts that somebody means by a name.
    private func numbers(of name: String) async throws -> [Int64] {
        let rows = try await connection.run(
            Statement(
                once: """
                    SELECT account.id FROM accounts AS account JOIN units AS unit ON unit.number = account.unit
                    WHERE account.id = $1 OR account.owner = $2
                        OR (account.owner IS NULL AND account.kind || ':' || unit.code = $2)
                    ORDER BY account.id
                    """, [.int64(AccountID(text: name)?.number ?? 0), .text(name)]))
        guard !rows.isEmpty else { throw OperatorFailure(.wrong, "there is no account \(name)") }
        return try rows.int64Column(0)
    }

    private static var author: String {
        "\(ProcessInfo.processInfo.userName)@\(ProcessInfo.processInfo.hostName)"
    }
}

extension Optional {
    fileprivate func asyncMap<Value>(_ transform: (Wrapped) async throws -> Value) async rethrows -> Value? {
        if let self { try await transform(self) } else { nil }
    }
}

/// How accounts are called, and the decimals of their units.
struct AccountNames {
    struct Name {
        let text: String
        let currency: String
        let decimals: UInt8
    }

    private var names: [Int64: Name] = [:]

    init(_ differences: [BalanceDifference], _ connection: PostgresConnection) async throws {
        let rows = try await connection.run(
            Statement(
                once: """
                    SELECT account.id, account.owner IS NULL, account.kind, unit.code, unit.decimals
                    FROM accounts AS account JOIN units AS unit ON unit.number = account.unit
                    WHERE account.id = ANY($1::bigint[])
                    """, [.int64Array(differences.map(\.account))]))
        for row in rows {
            let (id, code) = (AccountID(number: try row.int64(0)), try row.text(3))
            names[id.number] = Name(
                text: try row.bool(1) ? "\(try row.text(2)):\(code)" : id.description, currency: code,
                decimals: UInt8(clamping: try row.int16(4)))
        }
    }

    func name(of difference: BalanceDifference) -> Name {
        names[difference.account]
            ?? Name(text: AccountID(number: difference.account).description, currency: "", decimals: 0)
    }
}
