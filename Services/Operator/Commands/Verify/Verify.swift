import ArgumentParser
import LedgerAudit
import Postgres

/// Recomputes a whole ledger and compares.
struct Verify: OperatorCommand {
    static let configuration = CommandConfiguration(
        abstract: "Recompute the whole ledger from its entries and its audit chain: right, or exit status 1.",
        discussion: """
            Reads everything from one snapshot over two connections, while the service goes on working: legs, balances, sequences, \
            versions, holds, refunds, requests, outcomes and their documents, the outbox, and the hash of every link of the audit \
            chains. For each rule that is broken it names the first row (table and key), what should be there, and what is there.

            --checkpoint takes a file that `kauri audit export` has signed, at any time before: the chains must still contain \
            the links that it names. Ten million entries take less than two minutes on two cores.
            """)

    @Option(help: ArgumentHelp("A checkpoint of the audit chains that was kept elsewhere.", valueName: "file"))
    var checkpoint: String?

    @Option(help: ArgumentHelp("The public key that `kauri audit keygen` printed.", valueName: "key"))
    var key: String?

    @OptionGroup var database: DatabaseOptions

    @Flag(help: "Print the result as JSON.")
    var json = false

    func validate() throws {
        guard (checkpoint == nil) == (key == nil) else {
            throw ValidationError("--checkpoint needs --key, and --key --checkpoint")
        }
    }

    func execute() async throws {
        let verification = Verification(
            try database.configuration(), checkpoint: try kept(), logger: Settings.logger)
        let display = VerifyDisplay()
        let report = try await verification.run { step in display.show(step) }
        display.end(report)
        if json { try Terminal.json(report) } else { Terminal.result(report.text) }
        guard report.isRight else {
            let broken = report.checks.filter { $0.wrong > 0 }.map(\.check.rawValue)
            throw OperatorFailure(
                .wrong, "the ledger is wrong: \(broken.joined(separator: ", "))",
                advice: "Stop what writes to it, and keep a copy before anything is corrected.")
        }
    }

    private func kept() throws -> AuditCheckpoint? {
        guard let checkpoint, let key else { return nil }
        return try SignedCheckpoint.read(checkpoint, SignedCheckpoint.verifier(key))
    }
}

/// Shows how far a verification has come.
final class VerifyDisplay: Sendable {
    private let journal = JournalBar()

    func show(_ step: Verification.Progress) {
        switch step {
        case .rule(let check): journal.draw(check.rawValue)
        case .journal(let rows, let total): journal.draw(rows, total)
        }
    }

    func end(_ report: VerifyReport) {
        let size = report.size
        Progress("verified").end(
            "\(Terminal.grouped(size.entries)) entries, \(Terminal.grouped(size.transactions)) transactions, "
                + "\(Terminal.grouped(size.outcomes)) outcomes, \(Terminal.grouped(size.accounts)) accounts, "
                + "\(Terminal.grouped(size.links)) links in \(size.chains) chains, "
                + "\(Terminal.fixed(report.seconds, 1)) s")
    }
}
