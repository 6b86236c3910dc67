import Contracts
import Ledger
import LedgerAudit
import Postgres

extension CommitStatements {
    /// Puts the chain's next link in front: it waits for nobody, and what follows locks for the shortest time.
    mutating func insert(_ link: AuditLink, of batch: AuditBatch) {
        statements.insert(link.insertion(of: batch), at: 0)
        outboxIndex = outboxIndex.map { $0 + 1 }
    }
}

extension AuditBatch {
    /// What a book wants added for ever.
    ///
    /// - Parameter blockSize: how many numbers a lane takes at once.
    init(_ book: Book, blockSize: Int64) {
        let changes = book.changes
        let numbers =
            changes.outcomes.map(\.number) + changes.transactions.map(\.id.number)
            + changes.raised.map(\.flag.id.number)
        self.init(
            decidedAt: book.now.microseconds, numbers: Self.ranges(of: numbers, blockSize: blockSize),
            unlimited: changes.unlimitedEntries.lazy.map(\.account.number),
            outcomes: changes.outcomes.map { AuditedOutcome($0) },
            transactions: changes.transactions.map { AuditedTransaction($0) },
            entries: changes.entries.map { AuditedEntry($0) } + changes.unlimitedEntries.map { AuditedEntry($0) },
            flags: changes.raised.map {
                AuditedFlag(id: $0.flag.id.number, account: $0.flag.account.number, document: $0.document)
            })
    }
}

extension AuditedOutcome {
    fileprivate init(_ outcome: Outcome) {
        let envelope = outcome.envelope
        self.init(
            number: outcome.number, subject: envelope.key.subject, messageID: envelope.key.messageID,
            isCommitted: outcome.status == .committed, proof: envelope.proof.rawValue, type: envelope.type,
            errorCode: outcome.refusal?.code.rawValue, actorID: envelope.common.actor?.id.text,
            actorRole: envelope.common.actor?.role.rawValue, traceparent: envelope.trace?.traceparent,
            fingerprint: outcome.fingerprint.bytes, document: outcome.document)
    }
}

extension AuditedTransaction {
    fileprivate init(_ transaction: PostedTransaction) {
        self.init(
            id: transaction.id.number, type: transaction.type.rawValue, reference: transaction.reference,
            description: transaction.description,
            metadata: transaction.metadata.isEmpty ? nil : transaction.metadata.map { ($0.key, $0.value) },
            original: transaction.original?.number, hold: transaction.hold?.number)
    }
}

extension AuditedEntry {
    fileprivate init(_ entry: Entry) {
        self.init(
            account: entry.account.number, transaction: entry.transaction.number, leg: entry.leg, amount: entry.amount,
            unit: entry.unit, sequence: entry.sequence, balance: entry.balance)
    }

    fileprivate init(_ entry: UnlimitedEntry) {
        self.init(
            account: entry.account.number, transaction: entry.transaction.number, leg: entry.leg, amount: entry.amount,
            unit: entry.unit, sequence: 0, balance: 0)
    }
}
