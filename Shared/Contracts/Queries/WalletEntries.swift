/// The history of an account, newest first, each entry with the balance before and after it.
public struct WalletEntries: PagedQuery {
    public static let type = "wallet.entries"

    /// Which account: a wallet, or one of the ledger's own such as `cash:ZAR`; a party's wallet needs its currency.
    public var wallet: AccountReference

    /// Only entries posted at this moment or later.
    public var from: Timestamp?

    /// Only entries posted before this moment.
    public var to: Timestamp?

    /// Only entries of transactions of this type, such as `transfer`.
    public var transactionType: String?

    /// Only entries of transactions with this reference; up to 128 bytes.
    public var reference: String?

    /// Only entries of transactions in which this account has a leg too; in the unit of `wallet` where it states none.
    public var counterparty: AccountReference?

    public var page: Page

    /// Makes a query.
    public init(
        wallet: AccountReference, from: Timestamp? = nil, to: Timestamp? = nil, transactionType: String? = nil,
        reference: String? = nil, counterparty: AccountReference? = nil, page: Page = Page()
    ) {
        self.wallet = wallet
        self.from = from
        self.to = to
        self.transactionType = transactionType
        self.reference = reference
        self.counterparty = counterparty
        self.page = page
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        wallet = try fields.present(fields.account("wallet", needsCurrency: true), "wallet")
        from = try fields.timestamp("from")
        to = try fields.timestamp("to")
        transactionType = try fields.word("transaction_type")
        reference = try fields.text("reference", maximum: 128)
        counterparty = try fields.account("counterparty")
        page = try Page(reading: &fields)
        if let from, let to, from > to { throw fields.invalid("to", "must not lie before from") }
    }

    public func write(to fields: inout FieldWriter) {
        fields.account("wallet", wallet)
        fields.timestamp("from", from)
        fields.timestamp("to", to)
        fields.text("transaction_type", transactionType)
        fields.text("reference", reference)
        fields.account("counterparty", counterparty)
        page.write(to: &fields)
    }
}
