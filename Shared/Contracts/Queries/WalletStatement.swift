/// An account over a time: the balance at its beginning, every entry, oldest first, and the balance at its end.
public struct WalletStatement: PagedQuery {
    public static let type = "wallet.statement"

    /// Which account: a wallet, or one of the ledger's own such as `cash:ZAR`; a party's wallet needs its currency.
    public var wallet: AccountReference

    /// When the time begins; what was posted at this very moment counts.
    public var from: Timestamp

    /// When it ends; what was posted at this very moment does not count.
    public var to: Timestamp

    public var page: Page

    /// Makes a query.
    public init(wallet: AccountReference, from: Timestamp, to: Timestamp, page: Page = Page()) {
        self.wallet = wallet
        self.from = from
        self.to = to
        self.page = page
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        wallet = try fields.present(fields.account("wallet", needsCurrency: true), "wallet")
        from = try fields.present(fields.timestamp("from"), "from")
        to = try fields.present(fields.timestamp("to"), "to")
        page = try Page(reading: &fields)
        if from > to { throw fields.invalid("to", "must not lie before from") }
    }

    public func write(to fields: inout FieldWriter) {
        fields.account("wallet", wallet)
        fields.timestamp("from", from)
        fields.timestamp("to", to)
        page.write(to: &fields)
    }
}
