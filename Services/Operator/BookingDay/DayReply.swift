import Contracts

/// What a reply says, as far as a day needs it.
public struct DayReply: Sendable {
    /// A leg of the transaction that was posted.
    public struct Leg: Sendable, Hashable {
        /// Who owns the account; nil for one of the ledger's own.
        public let owner: String?
        /// The account as the reply names it.
        public let account: String
        /// How much.
        public let money: Money
    }

    /// The message that it answers.
    public let messageID: String
    /// Whether the command was carried out, now or earlier.
    public let isCommitted: Bool
    /// Whether it repeats an earlier answer.
    public let isReplay: Bool
    /// Why not; empty where it was carried out.
    public let error: (code: String, message: String)?
    /// The event that announces it.
    public let event: EventID?
    /// The transaction that was posted.
    public let transaction: TransactionID?
    /// What that was for.
    public let transactionType: String
    /// Its legs.
    public let legs: [Leg]
    /// The hold that was placed or changed.
    public let hold: HoldID?

    /// Reads a reply to a single command; nil when it is none.
    public init?(_ body: [UInt8]) {
        guard let document = (try? JSONReader.read(body))?.asObject, let id = document.object("command")?.text("id"),
            let status = document.text("status")
        else { return nil }
        messageID = id
        isCommitted = status == "committed"
        isReplay = document["replayed"]?.asBool ?? false
        error = document.object("error").map { ($0.text("code") ?? "unknown", $0.text("message") ?? "") }
        event = document.text("event").flatMap { EventID(text: $0) }
        let posted = document.object("transaction")
        transaction = posted?.text("id").flatMap { TransactionID(text: $0) }
        transactionType = posted?.text("type") ?? ""
        hold = document.object("hold")?.text("id").flatMap { HoldID(text: $0) }
        var owners: [String: String] = [:]
        for account in document.objects("accounts") {
            if let id = account.text("id"), let owner = account.text("owner") { owners[id] = owner }
        }
        legs = posted?.objects("legs").compactMap { Leg($0, owners: owners) } ?? []
    }
}

extension DayReply.Leg {
    fileprivate init?(_ leg: JSONObject, owners: [String: String]) {
        guard let account = leg.text("account"), let unit = leg.text("currency").flatMap({ UnitRegistry()[$0] }),
            let amount = leg.text("amount"), let money = try? Money(parsing: amount, unit: unit)
        else { return nil }
        self.account = account
        self.money = money
        owner = owners[account]
    }
}

extension JSONObject {
    fileprivate func text(_ key: String) -> String? { self[key]?.asString }
    fileprivate func object(_ key: String) -> JSONObject? { self[key]?.asObject }
    fileprivate func objects(_ key: String) -> [JSONObject] { self[key]?.asArray?.compactMap(\.asObject) ?? [] }
}
