import ArgumentParser
import Foundation
import LedgerAudit

/// Signs where the chains end.
struct AuditExport: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Print a signed checkpoint: the last link of every chain.",
        discussion: "The form is a signed note (c2sp.org/signed-note) with an Ed25519 signature.")

    @OptionGroup var database: DatabaseOptions

    @Option(
        help: ArgumentHelp(
            "File with the secret key of `kauri audit keygen`; KAURI_AUDIT_KEY_FILE where it is not given.",
            valueName: "file"))
    var key: String?

    func execute() async throws {
        guard let path = key ?? ProcessInfo.processInfo.environment["KAURI_AUDIT_KEY_FILE"] else {
            throw OperatorFailure(
                .configuration, "no key", advice: "Give --key FILE; `kauri audit keygen NAME --to FILE` makes one.")
        }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8), let signer = try? NoteSigner(text: text)
        else { throw OperatorFailure(.configuration, "\(path) is not a key of `kauri audit keygen`") }
        let checkpoint = try await withDatabase(database.configuration()) { try await AuditCheckpoint.take(on: $0) }
        guard !checkpoint.heads.isEmpty else {
            throw OperatorFailure(.wrong, "there is no chain yet", advice: "The first command makes one.")
        }
        Terminal.result(String(try signer.sign(checkpoint.text).dropLast()))
    }
}
