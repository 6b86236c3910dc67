/// Jobs, charge sales, credit requests or withdrawals: of a wallet, of a party's wallets, or all; the latest first.
public struct RequestList: PagedQuery {
    public static let type = "request.list"

    /// Of which kind.
    public var kind: RequestKind

    /// Those that wait for somebody, or all.
    public var state: ListedState

    /// Only those of this wallet; a party's wallet needs its currency.
    public var wallet: AccountReference?

    /// Only those of this party's wallets.
    public var party: PartyID?

    public var page: Page

    /// Makes a query.
    public init(
        kind: RequestKind, state: ListedState = .open, wallet: AccountReference? = nil, party: PartyID? = nil,
        page: Page = Page()
    ) {
        self.kind = kind
        self.state = state
        self.wallet = wallet
        self.party = party
        self.page = page
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        kind = try fields.present(fields.choice("kind", of: RequestKind.self), "kind")
        state = try fields.choice("state", of: ListedState.self) ?? .open
        wallet = try fields.account("wallet", needsCurrency: true)
        party = try fields.party("party")
        page = try Page(reading: &fields)
        try fields.atMostOne([wallet != nil, party != nil], of: "wallet", "party")
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("kind", kind.rawValue)
        fields.text("state", state.rawValue)
        fields.account("wallet", wallet)
        fields.text("party", party?.text)
        page.write(to: &fields)
    }
}
