/// Suspicions that the risk rules have raised, the latest first.
public struct FlagList: PagedQuery {
    public static let type = "flag.list"

    /// Only those about this wallet; a party's wallet needs its currency.
    public var wallet: AccountReference?

    /// Those not reviewed yet, or all.
    public var state: ListedState

    public var page: Page

    /// Makes a query.
    public init(wallet: AccountReference? = nil, state: ListedState = .open, page: Page = Page()) {
        self.wallet = wallet
        self.state = state
        self.page = page
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        wallet = try fields.account("wallet", needsCurrency: true)
        state = try fields.choice("state", of: ListedState.self) ?? .open
        page = try Page(reading: &fields)
    }

    public func write(to fields: inout FieldWriter) {
        fields.account("wallet", wallet)
        fields.text("state", state.rawValue)
        page.write(to: &fields)
    }
}
