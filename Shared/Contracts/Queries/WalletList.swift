/// All wallets of a party.
public struct WalletList: PagedQuery {
    public static let type = "wallet.list"

    /// Whose.
    public var party: PartyID

    public var page: Page

    /// Makes a query.
    public init(party: PartyID, page: Page = Page()) {
        self.party = party
        self.page = page
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        party = try fields.present(fields.party("party"), "party")
        page = try Page(reading: &fields)
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("party", party.text)
        page.write(to: &fields)
    }
}
