/// The bank accounts of a party; numbers are masked.
public struct BankAccountList: PagedQuery {
    public static let type = "bank_account.list"

    /// Whose.
    public var party: PartyID

    /// Those in use, or removed ones too.
    public var state: ListedState

    public var page: Page

    /// Makes a query.
    public init(party: PartyID, state: ListedState = .open, page: Page = Page()) {
        self.party = party
        self.state = state
        self.page = page
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        party = try fields.present(fields.party("party"), "party")
        state = try fields.choice("state", of: ListedState.self) ?? .open
        page = try Page(reading: &fields)
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("party", party.text)
        fields.text("state", state.rawValue)
        page.write(to: &fields)
    }
}
