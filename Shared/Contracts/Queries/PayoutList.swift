/// Payout schedules: of a wallet, of a party's wallets, or all, by the wallets' numbers.
public struct PayoutList: PagedQuery {
    public static let type = "payout.list"

    /// Only that of this wallet; a party's wallet needs its currency.
    public var wallet: AccountReference?

    /// Only those of this party's wallets.
    public var party: PartyID?

    public var page: Page

    /// Makes a query.
    public init(wallet: AccountReference? = nil, party: PartyID? = nil, page: Page = Page()) {
        self.wallet = wallet
        self.party = party
        self.page = page
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        wallet = try fields.account("wallet", needsCurrency: true)
        party = try fields.party("party")
        page = try Page(reading: &fields)
        try fields.atMostOne([wallet != nil, party != nil], of: "wallet", "party")
    }

    public func write(to fields: inout FieldWriter) {
        fields.account("wallet", wallet)
        fields.text("party", party?.text)
        page.write(to: &fields)
    }
}
