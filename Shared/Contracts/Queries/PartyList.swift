/// All parties, by their ids.
public struct PartyList: PagedQuery {
    public static let type = "party.list"

    public var page: Page

    /// Makes a query.
    public init(page: Page = Page()) {
        self.page = page
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        page = try Page(reading: &fields)
    }

    public func write(to fields: inout FieldWriter) {
        page.write(to: &fields)
    }
}
