/// One SQL statement and its parameters, as a member of a pipeline segment.
///
/// The text should be a constant: each connection prepares it on first use and keeps the plan. Values go into
/// `parameters` and never into the text, so there is nothing to escape.
public struct Statement: Sendable {
    /// The text, with `$1`, `$2` … for the parameters. Exactly one statement; COPY is refused.
    public let sql: String
    /// The values of `$1`, `$2` …, at most 65,535.
    public let parameters: [Parameter]
    /// Whether the connection keeps the statement prepared.
    let isKept: Bool
    /// Why no server can be given this text, if that is so.
    let refusal: String?

    /// A statement that each connection prepares once.
    public init(_ sql: String, _ parameters: [Parameter] = []) {
        self.sql = sql
        self.parameters = parameters
        isKept = true
        refusal = Self.refusal(sql)
    }

    /// A statement that is parsed anew each time: for text that is made at run time, which would fill the connection's
    /// set of prepared statements, and for the definition of tables.
    public init(once sql: String, _ parameters: [Parameter] = []) {
        self.sql = sql
        self.parameters = parameters
        isKept = false
        refusal = Self.refusal(sql)
    }

    /// `BEGIN`: opens a transaction that later segments continue.
    public static let begin = Statement("BEGIN")
    /// `COMMIT`
    public static let commit = Statement("COMMIT")
    /// `ROLLBACK`
    public static let rollback = Statement("ROLLBACK")
}

extension Statement {
    /// What PostgreSQL allows for one value and, with it, for one message of the protocol.
    static let maximumSize = 1 << 30
    static let maximumParameters = 65_535

    /// Looked for before anything is sent, because neither is an error afterwards.
    static func refusal(_ sql: String) -> String? {
        if sql.utf8.contains(0) { return "a text with U+0000 would be cut short" }
        return isCopy(sql.utf8[...]) ? "COPY is not supported" : nil
    }

    /// Whether the text begins with COPY, after blanks and comments.
    ///
    /// libpq 15 accepts COPY in a pipeline and then never finishes.
    private static func isCopy(_ sql: Substring.UTF8View) -> Bool {
        var rest = sql
        while let byte = rest.first {
            if byte == 0x20 || (0x09...0x0D).contains(byte) || byte == UInt8(ascii: ";") {
                rest = rest.dropFirst()
            } else if rest.starts(with: "--".utf8) {
                rest = rest.drop { $0 != 0x0A }
            } else if rest.starts(with: "/*".utf8) {
                rest = afterComment(rest)
            } else {
                return rest.prefix(4).elementsEqual("copy".utf8) { $0 | 0x20 == $1 }
            }
        }
        return false
    }

    /// Comments of this kind nest in PostgreSQL.
    private static func afterComment(_ text: Substring.UTF8View) -> Substring.UTF8View {
        var rest = text
        var depth = 0
        repeat {
            if rest.starts(with: "/*".utf8) {
                depth += 1
                rest = rest.dropFirst(2)
            } else if rest.starts(with: "*/".utf8) {
                depth -= 1
                rest = rest.dropFirst(2)
            } else {
                rest = rest.dropFirst()
            }
        } while depth > 0 && !rest.isEmpty
        return rest
    }
}
