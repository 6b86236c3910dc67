/// How a command names an account.
///
/// In JSON: `"wal_…"`, `"cash:ZAR"`, `{"party": "guest-7", "kind": "main", "currency": "ZAR"}` or `{"phone": "+27…", …}`; `kind` is
/// `main` where it is left out, and `currency` follows from the command's money where it has any.
public enum AccountReference: Hashable, Sendable {
    /// By the account's own id.
    case id(AccountID)
    /// One of the ledger's own accounts, with the unit's code.
    case system(SystemAccount, currency: String)
    /// A party's wallet.
    case party(PartyID, kind: String, currency: String?)
    /// The wallet of the party that owns a telephone number.
    case phone(PhoneNumber, kind: String, currency: String?)

    /// The kind of wallet that is meant where none is named.
    public static let defaultKind = "main"
}
