import ArgumentParser
import Foundation
import LedgerAudit

/// Makes a key for checkpoints.
struct AuditKeygen: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "keygen",
        abstract: "Make a key: the secret into a file that only you can read, the public part on standard output.")

    @Argument(help: "The key's name in signatures, such as a domain: ledger.example.org")
    var name: String

    @Option(help: ArgumentHelp("File for the secret part; must not exist.", valueName: "file"))
    var to: String

    func execute() async throws {
        let signer: NoteSigner
        do { signer = try NoteSigner(name: name) } catch {
            throw OperatorFailure(.configuration, "a key's name has no spaces and no plus signs")
        }
        let descriptor = open(to, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard descriptor >= 0 else {
            throw OperatorFailure(.wrong, "\(to) cannot be made: \(String(cString: strerror(errno)))")
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try file.write(contentsOf: Data("\(signer.secretText)\n".utf8))
        try file.synchronize()
        Terminal.result(signer.verifier.text)
    }
}
