/// The transactions that carry a reference, or that refund or reverse another one, the latest number first.
public struct TransactionList: PagedQuery {
    public static let type = "transaction.list"

    /// The reference; up to 128 bytes.
    public var reference: String?

    /// The transaction that they give back.
    public var original: TransactionID?

    public var page: Page

    /// Makes a query.
    public init(reference: String? = nil, original: TransactionID? = nil, page: Page = Page()) {
        self.reference = reference
        self.original = original
        self.page = page
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        reference = try fields.text("reference", maximum: 128)
        original = try fields.identifier("original", TransactionID.self)
        page = try Page(reading: &fields)
        try fields.exactlyOne([reference != nil, original != nil], of: "reference", "original")
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("reference", reference)
        fields.text("original", original?.description)
        page.write(to: &fields)
    }
}
