/// The records of the log after a position, all of them and without a gap: for an instance that has missed an announcement.
public struct LogRead: Query {
    public static let type = "log.read"
    /// The most records of an answer; it ends earlier where they are long.
    public static let longest: Int64 = 1_000

    /// After this position; from the beginning where nothing is said.
    public var after: Position

    /// At most so many.
    public var limit: Int64

    /// Makes a query.
    public init(after: Position = .start, limit: Int64 = longest) {
        self.after = after
        self.limit = limit
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        after = try fields.position("after") ?? .start
        limit = try fields.integer("limit", in: 1...Self.longest) ?? Self.longest
    }

    public func write(to fields: inout FieldWriter) {
        fields.position("after", after)
        fields.integer("limit", limit)
    }
}
