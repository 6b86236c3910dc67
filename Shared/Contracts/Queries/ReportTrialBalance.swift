/// What all accounts of each unit add up to, which is zero; a page counts units.
public struct ReportTrialBalance: PagedQuery {
    public static let type = "report.trial_balance"

    /// Only this unit.
    public var currency: String?

    public var page: Page

    /// Makes a query.
    public init(currency: String? = nil, page: Page = Page()) {
        self.currency = currency
        self.page = page
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        currency = try fields.currency("currency")
        page = try Page(reading: &fields)
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("currency", currency)
        page.write(to: &fields)
    }
}
