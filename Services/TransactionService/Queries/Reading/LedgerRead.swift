import Contracts

/// How one type of query is answered.
///
/// A read asks the database within the snapshot that it is given and writes its answer's members; it changes nothing, and it is bounded: a page, a
/// window of entries, a number of steps.
protocol LedgerRead: Query {
    /// Writes the answer's own members.
    ///
    /// - Throws: `CommandError` for what is told to the asker, `PostgresError` for what is not.
    func answer(_ asked: Asked, in snapshot: inout Snapshot, to json: inout JSONWriter) async throws
}

/// What a read may know besides the query's own fields.
struct Asked: Sendable {
    /// Who asks.
    let viewer: Viewer
    /// `Subject.text` of the authenticated asker.
    let subject: String
    private let cursor: Cursor?

    /// - Parameter cursor: where the page before ended.
    init(viewer: Viewer, subject: String, cursor: Cursor?) {
        self.viewer = viewer
        self.subject = subject
        self.cursor = cursor
    }

    /// The part at a place of where the page before ended; nil for the first page.
    ///
    /// A cursor proves nothing, anybody can make one: so its parts are held against what they stand for like any other field.
    ///
    /// - Throws: `invalid_field` where there is no such part.
    func text(_ place: Int) throws(CommandError) -> String? {
        guard let cursor else { return nil }
        guard let text = cursor.text(place) else { throw Self.wrongCursor }
        return text
    }

    /// The part at a place as a number; nil for the first page.
    ///
    /// - Throws: `invalid_field` where it is none, or none in these bounds.
    func number(
        _ place: Int, in bounds: ClosedRange<Int64> = Int64.min...Int64.max
    ) throws(CommandError) -> Int64? {
        guard let cursor else { return nil }
        guard let number = cursor.number(place), bounds.contains(number) else { throw Self.wrongCursor }
        return number
    }

    /// What a cursor is told that leads nowhere.
    static let wrongCursor = CommandError(
        .invalidField, "cursor must be the next_cursor of the same query", field: "cursor")
}
