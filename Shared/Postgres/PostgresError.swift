/// What went wrong with a connection, a statement or a value.
///
/// Neither ``description`` nor any stored text shows a password or a parameter. The server's `detail` quotes the values
/// of a violated key, so it stands apart, and `description` leaves it out.
public struct PostgresError: Error, Sendable {
    /// The kind of error, which decides what a caller can do.
    public enum Code: Sendable, Hashable {
        /// The configuration cannot be used; the message names the setting.
        case configuration
        /// No session could be opened; `sqlState` tells whether the server refused it (28P01: password).
        case connectFailed
        /// The session has ended; whether a COMMIT that was under way took effect is not known. Also what later calls
        /// get.
        case connectionLost
        /// The connection or the pool had been closed on purpose before this call; nothing was sent.
        case closed
        /// The client's time limit passed. The statements were cancelled, or else the connection was closed.
        case timeout
        /// The calling task was cancelled. The statements were cancelled too, or else the connection was closed.
        case cancelled
        /// The server refused a statement with this SQLSTATE.
        case server(sqlState: String)
        /// An earlier statement of the same segment failed, or the segment was not sent.
        case aborted
        /// The result does not have the type or the column that was asked for.
        case decoding
        /// The call can never work: COPY, more than 65,535 parameters, more than 1 GB.
        case invalidRequest
        /// All connections of the pool are busy, and the queue for them is full or the wait too long.
        case poolExhausted
    }

    /// Shared and immutable, so that an error is one word inside of a `Result`.
    private final class Storage: Sendable {
        let code: Code
        let fields: ServerFields
        let statementIndex: Int?

        init(code: Code, fields: ServerFields, statementIndex: Int?) {
            self.code = code
            self.fields = fields
            self.statementIndex = statementIndex
        }
    }

    /// What a server's error message consists of.
    struct ServerFields: Sendable {
        var severity: String?
        var sqlState: String?
        var message = ""
        var detail: String?
        var hint: String?
        var schema: String?
        var table: String?
        var column: String?
        var constraint: String?
    }

    private let storage: Storage

    init(_ code: Code, _ message: String, sqlState: String? = nil, statementIndex: Int? = nil) {
        self.init(code, ServerFields(sqlState: sqlState, message: message), statementIndex: statementIndex)
    }

    init(_ code: Code, _ fields: ServerFields, statementIndex: Int? = nil) {
        storage = Storage(code: code, fields: fields, statementIndex: statementIndex)
    }

    /// The kind of error.
    public var code: Code { storage.code }
    /// The five characters of the SQLSTATE, when the server sent one.
    public var sqlState: String? { storage.fields.sqlState }
    /// What happened, in one sentence.
    public var message: String { storage.fields.message }
    /// The server's detail. **It may quote stored values**, for example of a key: do not log it.
    public var detail: String? { storage.fields.detail }
    /// The server's advice.
    public var hint: String? { storage.fields.hint }
    /// The schema of the table that the error is about.
    public var schema: String? { storage.fields.schema }
    /// The table that the error is about.
    public var table: String? { storage.fields.table }
    /// The column that the error is about.
    public var column: String? { storage.fields.column }
    /// The constraint that was violated.
    public var constraint: String? { storage.fields.constraint }
    /// Which statement of the segment failed, counted from 0; `nil` when no single one is to blame.
    public var statementIndex: Int? { storage.statementIndex }

    /// Whether the server ended the session with this error.
    var isFatal: Bool { storage.fields.severity == "FATAL" || storage.fields.severity == "PANIC" }

    /// The same error under another code.
    func with(code: Code) -> PostgresError { PostgresError(code, storage.fields, statementIndex: statementIndex) }
}

extension PostgresError: CustomStringConvertible, CustomDebugStringConvertible {
    /// One line for logs: without values.
    public var description: String {
        var text = "\(code)"
        if case .server(let sqlState) = code { text = sqlState } else if let sqlState { text += " \(sqlState)" }
        text += ": \(message)"
        let context: [(String, String?)] = [
            ("statement", statementIndex.map(String.init)), ("constraint", constraint), ("table", table),
            ("column", column),
        ]
        for (name, value) in context {
            if let value { text += " [\(name) \(value)]" }
        }
        return text
    }

    /// The same as ``description``, so that no debugger's dump ends up with values in a log.
    public var debugDescription: String { description }
}
