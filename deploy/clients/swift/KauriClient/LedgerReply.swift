import Contracts

/// Why a command was not carried out, or a query not answered.
public struct LedgerProblem: Sendable, Hashable {
    /// One of the closed list; nil where the ledger is newer than this client.
    public let code: ErrorCode?
    /// The code as it came.
    public let name: String
    /// A sentence for people.
    public let message: String
    /// The field to blame.
    public let field: String?
    /// Whether the same command may succeed later under a new message id.
    public let isRetriable: Bool

    init?(_ document: LedgerDocument) {
        guard let name = document.text("error.code") else { return nil }
        self.name = name
        code = ErrorCode(rawValue: name)
        message = document.text("error.message") ?? ""
        field = document.text("error.field")
        isRetriable = document["error.retriable"]?.asBool == true
    }
}

/// The ledger's answer to a command.
public struct LedgerReply: Sendable, Hashable {
    /// What became of the command.
    public enum Status: String, Sendable {
        /// The ledger has changed.
        case committed
        /// A rule of the ledger stood against it; the same id gets this answer for ever.
        case refused
        /// It was not decided; the id stays free.
        case rejected
    }

    /// What became of the command.
    public let status: Status
    /// Whether it had been answered before, and this is that answer again.
    public let isReplayed: Bool
    /// Why it was not carried out; nil where it was.
    public let problem: LedgerProblem?
    /// All of it.
    public let document: LedgerDocument

    /// The accounts with a limit that the command touched, as they are after it.
    public var accounts: [LedgerAccount] { document.objects("accounts").compactMap { LedgerAccount($0) } }
    /// The transaction that it posted.
    public var transaction: TransactionID? { document.text("transaction.id").flatMap { TransactionID(text: $0) } }
    /// The hold that it placed or changed.
    public var hold: HoldID? { document.text("hold.id").flatMap { HoldID(text: $0) } }

    init?(_ document: LedgerDocument) {
        guard let status = document.text("status").flatMap(Status.init(rawValue:)) else { return nil }
        self.status = status
        self.document = document
        isReplayed = document["replayed"]?.asBool == true
        problem = LedgerProblem(document)
    }

    /// The replies to a batch's commands, in their order; the reply itself where it answers a single command.
    static func all(in document: LedgerDocument) -> [LedgerReply]? {
        guard document["outcomes"] != nil else { return LedgerReply(document).map { [$0] } }
        let replies = document.objects("outcomes").map { LedgerReply($0) }
        return replies.contains { $0 == nil } ? nil : replies.compactMap { $0 }
    }
}

/// An account after a command. Of one without a limit neither amounts nor version are told.
public struct LedgerAccount: Sendable, Hashable {
    /// Its id.
    public let id: String
    /// Rises by one with every change; nil for an account without a limit.
    public let version: Int64?
    /// All that is told.
    public let document: LedgerDocument

    init?(_ document: LedgerDocument) {
        guard let id = document.text("id") else { return nil }
        self.id = id
        version = document.text("version").flatMap { Int64($0) }
        self.document = document
    }

    /// Whose it is.
    public var owner: String? { document.text("owner") }
    /// What can be spent.
    public var available: DecimalAmount? { amount("available") }
    /// The sum of its entries.
    public var posted: DecimalAmount? { amount("posted") }
    /// What holds have set aside.
    public var held: DecimalAmount? { amount("held") }

    private func amount(_ name: String) -> DecimalAmount? {
        document.text(name).flatMap { try? DecimalAmount(parsing: $0) }
    }
}
