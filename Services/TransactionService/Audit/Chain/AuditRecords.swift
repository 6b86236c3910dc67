/// How a command was answered, as the chain holds it.
public struct AuditedOutcome: Sendable {
    public let number: Int64
    public let subject: String
    public let messageID: String
    public let isCommitted: Bool
    public let proof: Int16
    public let type: String
    public let errorCode: String?
    public let actorID: String?
    public let actorRole: String?
    public let traceparent: String?
    public let fingerprint: [UInt8]
    /// The reply, and the data of the event, to the byte.
    public let document: [UInt8]

    public init(
        number: Int64, subject: String, messageID: String, isCommitted: Bool, proof: Int16, type: String,
        errorCode: String?, actorID: String?, actorRole: String?, traceparent: String?, fingerprint: [UInt8],
        document: [UInt8]
    ) {
        self.number = number
        self.subject = subject
        self.messageID = messageID
        self.isCommitted = isCommitted
        self.proof = proof
        self.type = type
        self.errorCode = errorCode
        self.actorID = actorID
        self.actorRole = actorRole
        self.traceparent = traceparent
        self.fingerprint = fingerprint
        self.document = document
    }

    func write(to fields: inout AuditEncoding) {
        fields.integer(number)
        fields.text(subject)
        fields.text(messageID)
        fields.integer(isCommitted ? 1 : 0)
        fields.integer(Int64(proof))
        fields.text(type)
        fields.text(errorCode)
        fields.text(actorID)
        fields.text(actorRole)
        fields.text(traceparent)
        fields.bytes(fingerprint)
        fields.bytes(document)
    }
}

/// A posted transaction, as the chain holds it.
public struct AuditedTransaction: Sendable {
    public let id: Int64
    public let type: String
    public let reference: String?
    public let description: String?
    /// Nil where there is none; never empty.
    public let metadata: [(key: String, value: String)]?
    public let original: Int64?
    public let hold: Int64?

    /// Brings the metadata into the order of the bytes of its keys.
    public init(
        id: Int64, type: String, reference: String?, description: String?, metadata: [(key: String, value: String)]?,
        original: Int64?, hold: Int64?
    ) {
        self.id = id
        self.type = type
        self.reference = reference
        self.description = description
        self.metadata = metadata.map { pairs in
            pairs.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        }
        self.original = original
        self.hold = hold
    }

    func write(to fields: inout AuditEncoding) {
        fields.integer(id)
        fields.text(type)
        fields.text(reference)
        fields.text(description)
        if let metadata {
            fields.list(metadata) { fields, pair in
                fields.text(pair.key)
                fields.text(pair.value)
            }
        } else {
            fields.null()
        }
        fields.integer(original)
        fields.integer(hold)
    }
}

/// An entry, as the chain holds it.
public struct AuditedEntry: Sendable {
    public let account: Int64
    public let transaction: Int64
    public let leg: Int16
    public let amount: Int64
    public let unit: Int16
    /// Not hashed on accounts without a limit, whatever stands here.
    public let sequence: Int64
    /// Not hashed on accounts without a limit, whatever stands here.
    public let balance: Int64

    public init(
        account: Int64, transaction: Int64, leg: Int16, amount: Int64, unit: Int16, sequence: Int64, balance: Int64
    ) {
        self.account = account
        self.transaction = transaction
        self.leg = leg
        self.amount = amount
        self.unit = unit
        self.sequence = sequence
        self.balance = balance
    }

    func write(to fields: inout AuditEncoding, hasBalance: Bool) {
        fields.integer(account)
        fields.integer(transaction)
        fields.integer(Int64(leg))
        fields.integer(amount)
        fields.integer(Int64(unit))
        fields.integer(hasBalance ? sequence : nil)
        fields.integer(hasBalance ? balance : nil)
    }
}

/// A raised risk flag, as the chain holds it: how it was raised, not how it was reviewed, which has an outcome of its own.
public struct AuditedFlag: Sendable {
    public let id: Int64
    public let account: Int64
    /// The data of its event, to the byte.
    public let document: [UInt8]

    public init(id: Int64, account: Int64, document: [UInt8]) {
        self.id = id
        self.account = account
        self.document = document
    }

    func write(to fields: inout AuditEncoding) {
        fields.integer(id)
        fields.integer(account)
        fields.bytes(document)
    }
}
