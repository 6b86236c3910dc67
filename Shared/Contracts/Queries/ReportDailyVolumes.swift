/// How many transactions of each type there were on each day, and how much they moved; the latest day first.
public struct ReportDailyVolumes: PagedQuery {
    public static let type = "report.daily_volumes"

    /// The first day, in UTC.
    public var from: Day?

    /// The last day, in UTC.
    public var to: Day?

    /// Only in this unit.
    public var currency: String?

    public var page: Page

    /// Makes a query.
    public init(from: Day? = nil, to: Day? = nil, currency: String? = nil, page: Page = Page()) {
        self.from = from
        self.to = to
        self.currency = currency
        self.page = page
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        from = try fields.day("from")
        to = try fields.day("to")
        currency = try fields.currency("currency")
        page = try Page(reading: &fields)
        if let from, let to, from > to { throw fields.invalid("to", "must not lie before from") }
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("from", from?.description)
        fields.text("to", to?.description)
        fields.text("currency", currency)
        page.write(to: &fields)
    }
}
