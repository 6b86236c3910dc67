/// What a query message asks the ledger to tell: the fields of one type of query. A query changes nothing.
///
/// A type reads itself from JSON, checking all that can be checked without the ledger's state, and writes itself in its canonical form. How it is
/// answered is told in the `LedgerQueries` module.
public protocol Query: Sendable {
    /// The name that travels in the message's `type` property.
    static var type: String { get }

    /// Takes the query's own fields.
    init(reading fields: inout FieldReader) throws(CommandError)

    /// Writes the query's own fields in their canonical form and order.
    func write(to fields: inout FieldWriter)
}

/// A query whose answer is a list that comes page by page.
public protocol PagedQuery: Query {
    /// Which page, and how long it may be; the last of the query's own fields.
    var page: Page { get set }
}

/// How much of a list is asked for, and from where on.
public struct Page: Hashable, Sendable {
    /// The most items of a page.
    public static let longest: Int64 = 200
    /// How many items a page has where nothing is said.
    public static let usual: Int64 = 50

    /// At most so many items; ``usual`` where it is nil.
    public var limit: Int64?
    /// The `next_cursor` of the page before; nil for the first page.
    public var cursor: String?

    /// Makes a page.
    public init(limit: Int64? = nil, cursor: String? = nil) {
        self.limit = limit
        self.cursor = cursor
    }

    /// At most so many items.
    public var size: Int { Int(limit ?? Self.usual) }

    init(reading fields: inout FieldReader) throws(CommandError) {
        limit = try fields.integer("limit", in: 1...Self.longest)
        cursor = try fields.text("cursor", maximum: Cursor.maximumLength)
    }

    func write(to fields: inout FieldWriter) {
        fields.integer("limit", limit)
        fields.text("cursor", cursor)
    }
}
