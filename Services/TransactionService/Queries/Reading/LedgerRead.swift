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
    /// Where the page before ended.
    let cursor: Cursor?
}
