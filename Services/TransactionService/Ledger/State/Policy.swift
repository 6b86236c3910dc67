import Contracts

/// What the operator has decided about how the ledger works; the same for all instances.
public struct Policy: Sendable {
    /// What makes a payment suspicious.
    public var riskRules: [RiskRule]
    /// Whether bank accounts can be kept: there is a key to seal their numbers with.
    public var keepsBankAccounts: Bool

    /// Makes a policy.
    public init(riskRules: [RiskRule] = [], keepsBankAccounts: Bool = false) {
        self.riskRules = riskRules
        self.keepsBankAccounts = keepsBankAccounts
    }

    /// How many seconds back the rules look; nil where none looks back.
    public var longestWindow: Int64? {
        let longest = riskRules.map(\.seconds).max() ?? 0
        return longest > 0 ? longest : nil
    }
}
