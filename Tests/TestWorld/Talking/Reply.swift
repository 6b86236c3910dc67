import Contracts
import RabbitMQ

/// What the ledger answered.
@dynamicMemberLookup
public struct Reply: Sendable {
    /// The message's properties.
    public let properties: MessageProperties
    /// Its bytes.
    public let body: [UInt8]
    /// All of it; a batch's outcomes are in ``outcomes``.
    public let document: Document

    init(_ delivery: Delivery) throws {
        properties = delivery.properties
        body = delivery.body
        document = try Document(delivery.body)
    }

    /// The outcomes of a batch message, or the only one.
    public var outcomes: [OutcomeView] {
        document["outcomes"] == nil ? [outcome] : document.objects("outcomes").map { OutcomeView(document: $0) }
    }

    /// The only outcome.
    public var outcome: OutcomeView { OutcomeView(document: document) }

    /// Reads the only outcome.
    public subscript<Value>(dynamicMember path: KeyPath<OutcomeView, Value>) -> Value { outcome[keyPath: path] }

    /// The text at a path.
    public func text(_ path: String) -> String? { document.text(path) }

    /// One account after the only command, by its id or its owner.
    public func account(_ name: String) -> Document? { outcome.account(name) }
}

/// One command's outcome as replies and events tell it.
public struct OutcomeView: Sendable, Hashable {
    /// All of it.
    public let document: Document

    /// `committed`, `refused` (stored) or `rejected` (not stored).
    public var status: String? { document.text("status") }
    /// Whether the command was carried out, now or earlier.
    public var isCommitted: Bool { status == "committed" }
    /// Whether this repeats an earlier answer.
    public var isReplay: Bool { document["replayed"]?.asBool == true }
    /// The command's message id.
    public var id: String? { document.text("command.id") }
    /// The command's type.
    public var type: String? { document.text("command.type") }
    /// Whose key it is kept under.
    public var subject: String? { document.text("command.subject") }
    /// The error's code; nil when it was committed.
    public var error: ErrorCode? { document.text("error.code").flatMap(ErrorCode.init(rawValue:)) }
    /// The field that the error blames.
    public var field: String? { document.text("error.field") }
    /// The error's sentence.
    public var message: String? { document.text("error.message") }
    /// Whether a new id may succeed.
    public var isRetriable: Bool? { document["error.retriable"]?.asBool }
    /// The id of its event.
    public var event: String? { document.text("event") }
    /// The transaction that it posted.
    public var transaction: TransactionID? { document.text("transaction.id").flatMap(TransactionID.init(text:)) }
    /// The hold that it placed or changed.
    public var hold: HoldID? { document.text("hold.id").flatMap(HoldID.init(text:)) }
    /// The accounts that it touched, in the document's order.
    public var accounts: [Document] { document.objects("accounts") }

    /// The text at a path.
    public func text(_ path: String) -> String? { document.text(path) }

    /// One account after it, by its id or its owner.
    public func account(_ name: String) -> Document? {
        accounts.first { $0.text("id") == name || $0.text("owner") == name }
    }

    /// The id of the account of an owner.
    public func accountID(of owner: String) -> AccountID? {
        account(owner)?.text("id").flatMap(AccountID.init(text:))
    }
}
