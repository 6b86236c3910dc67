import Contracts

/// A payment that broke a risk rule, for somebody to look at.
public struct RiskFlag: Hashable, Sendable {
    /// Where it is in its life.
    public enum State: String, CaseIterable, Sendable {
        case open, cleared, confirmed
    }

    /// Its number, which is also that of its event.
    public let id: FlagID
    /// Whose payment.
    public let account: AccountID
    /// The command.
    public let key: CommandKey
    /// The command's type.
    public let commandType: String
    /// The rules that were broken, by name.
    public let rules: [String]
    /// What was done.
    public let action: RiskRule.Action
    /// The transaction, where the command was carried out.
    public let transaction: TransactionID?
    /// Where it is in its life.
    public var state: State
    /// Why it was cleared or confirmed.
    public var reason: String?
    /// Who did that.
    public var reviewer: String?

    /// Makes a flag.
    public init(
        id: FlagID, account: AccountID, key: CommandKey, commandType: String, rules: [String], action: RiskRule.Action,
        transaction: TransactionID?, state: State = .open
    ) {
        self.id = id
        self.account = account
        self.key = key
        self.commandType = commandType
        self.rules = rules
        self.action = action
        self.transaction = transaction
        self.state = state
    }
}

/// A flag that a batch has raised, with the document that announces it.
public struct RaisedFlag: Sendable {
    /// The flag.
    public let flag: RiskFlag
    /// The data of its event.
    public let document: [UInt8]
    /// The trace of the command.
    public let trace: TraceContext?
}
