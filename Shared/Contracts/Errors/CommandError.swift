/// Why a command was not carried out: a code for programs, a sentence for people, and the field that is to blame.
public struct CommandError: Error, Hashable, Sendable {
    /// The documented code.
    public let code: ErrorCode
    /// One sentence that names the rule; never shows a secret or another party's data.
    public let message: String
    /// The field's path in the command, such as `money.amount` or `legs[3].account`; nil where no single field is to blame.
    public let field: String?

    /// Makes an error.
    public init(_ code: ErrorCode, _ message: String, field: String? = nil) {
        self.code = code
        self.message = message
        self.field = field
    }

    /// The same error seen from a place further out: `commands[4].data` before `money.amount`.
    public func within(_ path: String) -> CommandError {
        CommandError(code, message, field: field.map { "\(path).\($0)" } ?? path)
    }
}
