import Contracts

/// What the model says of one command.
public enum NaiveOutcome: Hashable, Sendable {
    /// It changed the ledger.
    case committed
    /// A rule stood against it, and the refusal is kept under its key.
    case refused(ErrorCode)
    /// It never reached the ledger's rules; nothing is kept.
    case rejected(ErrorCode)
    /// It was answered before: committed where there is no code, else refused with this one.
    case replayed(ErrorCode?)
    /// Its key was used before with other content; the first field that differs.
    case keyReused(field: String)

    /// Whether the command did not do what it asked for, now or when it was first answered.
    public var isFailure: Bool {
        switch self {
        case .committed, .replayed(nil): false
        default: true
        }
    }
}

/// The ids that the real system gave to what a command made, so that later commands mean the same objects in both.
public struct AssignedIDs: Hashable, Sendable {
    /// The wallet that an `account.open` or an opening deposit opened; ignored where nothing is opened.
    public var account: AccountID?
    /// The transaction that was posted.
    public var transaction: TransactionID?
    /// The hold that was placed.
    public var hold: HoldID?
    /// The job, charge sale, credit request or withdrawal that was made.
    public var request: String?
    /// The bank account that was added.
    public var bankAccount: BankAccountID?
    /// The flag that was raised; the reply to a command that was denied does not tell it, the flag's event does.
    public var flag: FlagID?

    /// Collects ids; where one is missing although it is needed, the model makes one of its own.
    public init(
        account: AccountID? = nil, transaction: TransactionID? = nil, hold: HoldID? = nil, request: String? = nil,
        bankAccount: BankAccountID? = nil, flag: FlagID? = nil
    ) {
        self.account = account
        self.transaction = transaction
        self.hold = hold
        self.request = request
        self.bankAccount = bankAccount
        self.flag = flag
    }
}

/// What a reply or an event says, read from its JSON without any type of the service.
public struct ReportedOutcome: Hashable, Sendable {
    /// `committed`, `refused` or `rejected`.
    public let status: String
    /// The error's code; nil where the command was committed.
    public let code: ErrorCode?
    /// The field to blame.
    public let field: String?
    /// The batch's moment.
    public let at: Timestamp
    /// Whether the reply is marked as a repetition of an earlier one.
    public let isReplay: Bool
    /// The ids of what was made.
    public let assigned: AssignedIDs

    /// Reads an outcome's document; nil where it is not one. Members that are not needed here are ignored.
    public init?(document: [UInt8]) {
        guard let value = try? JSONReader.read(document) else { return nil }
        self.init(value)
    }

    /// Reads an outcome's document, such as a member of a batch's reply; nil where it is not one.
    public init?(_ value: JSONValue) {
        guard let object = value.asObject, let status = object["status"]?.asString,
            let at = object["at"]?.asString.flatMap({ Timestamp(rfc3339: $0) })
        else { return nil }
        self.status = status
        self.at = at
        isReplay = object["replayed"]?.asBool ?? false
        let error = object["error"]?.asObject
        code = error?["code"]?.asString.flatMap { ErrorCode(rawValue: $0) }
        field = error?["field"]?.asString
        guard status == "committed" ? error == nil : code != nil else { return nil }
        let wallets = (object["accounts"]?.asArray ?? []).compactMap(\.asObject).filter { $0["owner"] != nil }
        assigned = AssignedIDs(
            account: wallets.first?["id"]?.asString.flatMap { AccountID(text: $0) },
            transaction: object["transaction"]?.asObject?["id"]?.asString.flatMap { TransactionID(text: $0) },
            hold: object["hold"]?.asObject?["id"]?.asString.flatMap { HoldID(text: $0) },
            request: ["job", "charge_sale", "credit_request", "withdrawal"].lazy.compactMap {
                object[$0]?.asObject?["id"]?.asString
            }.first,
            bankAccount: object["bank_account"]?.asObject?["id"]?.asString.flatMap { BankAccountID(text: $0) },
            flag: object["flags"]?.asArray?.first?.asObject?["id"]?.asString.flatMap { FlagID(text: $0) })
    }

    /// The same in the model's words.
    public var outcome: NaiveOutcome {
        if isReplay { return .replayed(code) }
        guard let code else { return .committed }
        if code == .idempotencyKeyReused { return .keyReused(field: field ?? "") }
        return status == "refused" ? .refused(code) : .rejected(code)
    }
}
