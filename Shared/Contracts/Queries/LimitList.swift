/// Limits on what leaves a wallet: those that apply to one wallet, or all of one kind.
public struct LimitList: PagedQuery {
    public static let type = "limit.list"

    /// The wallet to which they apply, its own and that of its owner's KYC level; a party's wallet needs its currency.
    public var wallet: AccountReference?

    /// Which kind: those of KYC levels, which is what is meant where nothing is said, or those of wallets.
    public var scope: LimitKind?

    public var page: Page

    /// Makes a query.
    public init(wallet: AccountReference? = nil, scope: LimitKind? = nil, page: Page = Page()) {
        self.wallet = wallet
        self.scope = scope
        self.page = page
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        wallet = try fields.account("wallet", needsCurrency: true)
        scope = try fields.choice("scope", of: LimitKind.self)
        page = try Page(reading: &fields)
        try fields.atMostOne([wallet != nil, scope != nil], of: "wallet", "scope")
    }

    public func write(to fields: inout FieldWriter) {
        fields.account("wallet", wallet)
        fields.text("scope", scope?.rawValue)
        page.write(to: &fields)
    }
}
