import LedgerAudit
import Testing

@Suite struct CheckpointTests {
    private let checkpoint = AuditCheckpoint(
        takenAt: "2026-01-01T00:00:00Z",
        heads: [
            AuditHead(chain: 0, sequence: 12, hash: [UInt8](repeating: 0xAB, count: 32)),
            AuditHead(chain: 7, sequence: 1, hash: [UInt8](repeating: 0x01, count: 32)),
        ])

    @Test("what was signed can be read with the public key alone, and is the same")
    func signAndOpen() throws {
        let signer = try NoteSigner(name: "ledger.example.org")
        let note = try signer.sign(checkpoint.text)
        let verifier = try NoteVerifier(text: signer.verifier.text)
        #expect(try AuditCheckpoint(text: verifier.open(note)) == checkpoint)
        let again = try NoteSigner(text: signer.secretText)
        #expect(again.verifier.text == signer.verifier.text)
    }

    /// The example of Go's golang.org/x/mod/sumdb/note: key and signed text as they stand in its documentation.
    @Test("a note that another program has signed is accepted")
    func foreignNote() throws {
        let verifier = try NoteVerifier(text: "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
        let text =
            "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
        let note =
            text
            + "\n\u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
        #expect(try verifier.open(note) == text)
        #expect(throws: NoteError.wrongSignature) { try verifier.open(note.replacing("problem,", with: "problems,")) }
    }

    @Test("a changed line, another key, and a note without a signature are refused, each by its name")
    func refusals() throws {
        let signer = try NoteSigner(name: "a")
        let note = try signer.sign(checkpoint.text)
        #expect(throws: NoteError.wrongSignature) { try signer.verifier.open(note.replacing("0 12 ", with: "0 13 ")) }
        #expect(throws: NoteError.notSigned) { try NoteSigner(name: "a").verifier.open(note) }
        #expect(throws: NoteError.notSigned) { try NoteSigner(name: "b").verifier.open(note) }
        #expect(throws: NoteError.malformedNote) { try signer.verifier.open(checkpoint.text) }
        for name in ["", "a b", "a+b"] { #expect(throws: NoteError.malformedKey) { try NoteSigner(name: name) } }
        for text in ["", "x", "PRIVATE+KEY+a+00000000+AAAA", signer.verifier.text] {
            #expect(throws: NoteError.malformedKey) { try NoteSigner(text: text) }
        }
    }

    @Test(
        "a text that is no checkpoint is refused",
        arguments: [
            "", "kauri audit checkpoint\n", "other\n2026-01-01T00:00:00Z\n",
            "kauri audit checkpoint\n2026-01-01T00:00:00Z\n0 1 AAAA\n",
            "kauri audit checkpoint\n2026-01-01T00:00:00Z\n0 0 q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=\n",
        ])
    func malformed(text: String) {
        #expect(throws: NoteError.malformedNote) { try AuditCheckpoint(text: text) }
    }
}
