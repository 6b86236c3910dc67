import Contracts
import Ledger
import NaiveLedger

extension LedgerDatabase {
    /// Decides some messages as one batch and writes what came of it.
    ///
    /// - Returns: for each message the outcomes of its commands.
    mutating func commit(_ items: [HistoryItem], at now: Timestamp) -> [[Outcome]] {
        var book = load(items.flatMap(\.envelopes), at: now)
        let outcomes = items.map { item in
            let submissions = item.envelopes.map { Submission(envelope: $0, fingerprint: fingerprint(of: $0)) }
            if case .linked = item { return book.submit(linked: submissions) }
            return submissions.map { book.submit($0) }
        }
        write(book)
        return outcomes
    }

    /// Decides one command by itself.
    mutating func commit(_ envelope: CommandEnvelope, at now: Timestamp) -> Outcome {
        let outcomes = commit([.single(envelope)], at: now)
        return outcomes[0][0]
    }
}

/// The fingerprint of a command, whose digest is no SHA-256 but tells contents apart as well as tests need it.
func fingerprint(of envelope: CommandEnvelope) -> Fingerprint {
    let content = envelope.content()
    let preimage = Fingerprint.preimage(type: envelope.type, content: content)
    var digest: [UInt8] = []
    for salt in 0..<4 as Range<UInt64> {
        var hash: UInt64 = 14_695_981_039_346_656_037 &+ salt
        for byte in preimage { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 }
        for shift in stride(from: 56, through: 0, by: -8) {
            digest.append(UInt8(truncatingIfNeeded: hash >> UInt64(shift)))
        }
    }
    return Fingerprint(type: envelope.type, content: content, digest: digest)
}

extension Outcome {
    /// The same in the model's words, read from the document that a client gets.
    var reported: ReportedOutcome? {
        guard let value = try? JSONReader.read(document), var object = value.asObject else { return nil }
        if case .replayed = status { object["replayed"] = true }
        return ReportedOutcome(.object(object))
    }
}
