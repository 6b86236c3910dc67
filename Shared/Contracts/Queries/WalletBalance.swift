/// What was posted on an account at a moment, now where none is named.
public struct WalletBalance: Query {
    public static let type = "wallet.balance"

    /// Which account: a wallet, or one of the ledger's own such as `cash:ZAR`; a party's wallet needs its currency.
    public var wallet: AccountReference

    /// The moment; nothing that was posted later counts. Not in the future.
    public var at: Timestamp?

    /// Makes a query.
    public init(wallet: AccountReference, at: Timestamp? = nil) {
        self.wallet = wallet
        self.at = at
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        wallet = try fields.present(fields.account("wallet", needsCurrency: true), "wallet")
        at = try fields.timestamp("at")
    }

    public func write(to fields: inout FieldWriter) {
        fields.account("wallet", wallet)
        fields.timestamp("at", at)
    }
}
