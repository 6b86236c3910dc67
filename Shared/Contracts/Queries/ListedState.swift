/// Which members of a list are asked for.
public enum ListedState: String, CaseIterable, Sendable {
    /// Those that are still in use, or wait for somebody.
    case open
    /// All.
    case all
}

/// Which limits are asked for.
public enum LimitKind: String, CaseIterable, Sendable {
    /// Those of all wallets of a KYC level in a unit.
    case levels
    /// Those of single wallets.
    case wallets
}
