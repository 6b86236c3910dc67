import ArgumentParser
import Contracts
import Foundation
import LedgerAudit
import Postgres

/// Compares stored balances with entries and holds, and corrects what is small.
struct Reconcile: OperatorCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compare stored balances with entries and pending holds; correct small differences on request.",
        discussion: """
            Without --fix nothing is changed. With --fix each difference up to --threshold (a decimal amount in the account's own \
            unit) is corrected under the lock of the account's row: the row gets what entries and holds say and a new version, and the \
            table balance_corrections keeps who, when, what was stored and what is right. Larger ones are only reported.

            Exit status 1 where a difference is left. The service compares by itself as well (KAURI_RECONCILE_INTERVAL), tells \
            kauri_reconcile_discrepancies, and never corrects. --fix needs the role of the schema's owner.
            """)

    @Option(
        help: ArgumentHelp(
            "Only an account (wal_…), a system account (cash:ZAR), or a party's accounts.", valueName: "account"))
    var wallet: String?

    @Flag(help: "Only report, which is the default.")
    var report = false

    @Flag(help: "Correct differences up to --threshold.")
    var fix = false

    @Option(help: ArgumentHelp("The largest difference that is corrected, such as 0.05.", valueName: "amount"))
    var threshold: String?

    @Option(help: ArgumentHelp("Why, for the record.", valueName: "text"))
    var reason = "kauri reconcile"

    @OptionGroup var database: OwnerDatabaseOptions

    @Flag(help: "Print the result as JSON.")
    var json = false

    func validate() throws {
        guard !(report && fix) else { throw ValidationError("--report changes nothing, --fix does: give one of them") }
        guard fix == (threshold != nil) else { throw ValidationError("--fix needs --threshold, and --threshold --fix") }
        if let threshold, (try? DecimalAmount(parsing: threshold))?.isNegative != false {
            throw ValidationError("--threshold is an amount such as 0.05")
        }
    }

    func execute() async throws {
        let threshold = try threshold.map { try DecimalAmount(parsing: $0) }
        let result = try await withDatabase(database.configuration()) { connection in
            try await ReconcileRun(connection, wallet: wallet, threshold: threshold, reason: reason).run()
        }
        if json { try Terminal.json(result) } else { Terminal.result(result.text) }
        guard result.left == 0 else {
            throw OperatorFailure(
                .wrong, "\(result.left) accounts differ from their entries and holds",
                advice: "kauri verify tells what else is wrong; large differences are to be understood first.")
        }
    }
}
