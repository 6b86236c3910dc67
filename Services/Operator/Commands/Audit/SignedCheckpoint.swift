import Foundation
import LedgerAudit

/// A file of `kauri audit export` and the key that has signed it.
enum SignedCheckpoint {
    /// Reads the public key that `kauri audit keygen` printed.
    static func verifier(_ key: String) throws -> NoteVerifier {
        guard let verifier = try? NoteVerifier(text: key) else {
            throw OperatorFailure(.configuration, "--key is not a public key of `kauri audit keygen`")
        }
        return verifier
    }

    /// Reads a checkpoint.
    ///
    /// - Throws: ``OperatorFailure`` where the file is none, or the key has not signed it.
    static func read(_ file: String, _ verifier: NoteVerifier) throws -> AuditCheckpoint {
        guard let note = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw OperatorFailure(.configuration, "\(file) cannot be read as text")
        }
        do {
            return try AuditCheckpoint(text: verifier.open(note))
        } catch NoteError.wrongSignature {
            throw OperatorFailure(.wrong, "\(file) is not what \(verifier.name) has signed")
        } catch NoteError.notSigned {
            throw OperatorFailure(.wrong, "\(file) has no signature of this key")
        } catch {
            throw OperatorFailure(.wrong, "\(file) is not a checkpoint of `kauri audit export`")
        }
    }
}
