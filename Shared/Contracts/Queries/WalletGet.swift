/// An account as it is now: what is posted, held and available, its status and version.
public struct WalletGet: Query {
    public static let type = "wallet.get"

    /// Which account: a wallet, or one of the ledger's own such as `cash:ZAR`; a party's wallet needs its currency.
    public var wallet: AccountReference

    /// Makes a query.
    public init(wallet: AccountReference) {
        self.wallet = wallet
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        wallet = try fields.present(fields.account("wallet", needsCurrency: true), "wallet")
    }

    public func write(to fields: inout FieldWriter) {
        fields.account("wallet", wallet)
    }
}
