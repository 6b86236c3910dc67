/// Why a text was refused as JSON, and where.
public struct JSONError: Error, Sendable, Hashable {
    /// What is wrong.
    public enum Code: Sendable, Hashable {
        /// The text does not follow the grammar of RFC 8259.
        case malformed(Syntax)
        /// The bytes are not UTF-8: a stray or missing continuation byte, an overlong form, an encoded surrogate, or a
        /// code point above U+10FFFF.
        case invalidUTF8
        /// An object has this key twice; readers disagree on which value counts, so neither does here.
        case duplicateKey(String)
        /// Arrays and objects are nested deeper than ``JSONReader/Limits/depth``.
        case tooDeep
        /// U+0000, raw or escaped; PostgreSQL can store it neither in `text` nor in `jsonb`.
        case nulCharacter
        /// A bound of ``JSONReader/Limits`` is exceeded.
        case tooLarge(Bound)
    }

    /// How a text breaks the grammar; the raw value is the wording of the description.
    public enum Syntax: String, Sendable, Hashable {
        /// The text ends in the middle of a value, or is empty.
        case unexpectedEnd = "unexpected end of text"
        /// A byte that cannot stand here.
        case unexpectedByte = "unexpected character"
        /// Something other than white space follows the value.
        case trailingContent = "content after the value"
        /// The text begins with a byte order mark.
        case byteOrderMark = "byte order mark"
        /// A control character below U+0020 stands unescaped in a string.
        case controlCharacter = "unescaped control character"
        /// A backslash is followed by something that is no escape.
        case invalidEscape = "invalid escape"
        /// A `\u` escape names half of a surrogate pair.
        case loneSurrogate = "lone surrogate escape"
        /// A number with a leading zero, a plus sign, or a missing digit.
        case invalidNumber = "invalid number"
        /// A word other than `true`, `false` and `null`, such as `NaN`.
        case invalidLiteral = "invalid literal"
    }

    /// Which bound is exceeded.
    public enum Bound: String, Sendable, Hashable {
        /// ``JSONReader/Limits/bytes``.
        case bytes = "too many bytes"
        /// ``JSONReader/Limits/members``.
        case members = "too many members in one object"
        /// ``JSONReader/Limits/values``.
        case values = "too many values"
        /// ``JSONReader/Limits/keyLength``.
        case keyLength = "key too long"
        /// ``JSONReader/Limits/numberLength``.
        case numberLength = "number too long"
    }

    /// What is wrong.
    public let code: Code
    /// The position in bytes from the beginning of what was read, counted from zero.
    public let offset: Int
    /// The field inside which the fault lies, such as `money.amount` or `commands[3].from`; `nil` at the top level.
    public internal(set) var path: String?

    /// Makes an error.
    public init(code: Code, offset: Int, path: String? = nil) {
        self.code = code
        self.offset = offset
        self.path = path
    }

    /// Puts the fault inside the member `key`, as the error leaves the object.
    func inside(key: String) -> JSONError {
        inside(component: key)
    }

    /// Puts the fault inside an element, as the error leaves the array.
    func inside(element: Int) -> JSONError {
        inside(component: "[\(element)]")
    }

    private func inside(component: String) -> JSONError {
        var error = self
        if let inner = path {
            error.path = inner.utf8.first == UInt8(ascii: "[") ? component + inner : component + "." + inner
        } else {
            error.path = component
        }
        return error
    }
}

extension JSONError: CustomStringConvertible {
    /// A sentence fragment for people, for example `unexpected character at byte 17 in money.amount`.
    public var description: String {
        let place = path.map { " at byte \(offset) in \($0)" } ?? " at byte \(offset)"
        return reason + place
    }

    /// The fault without its place.
    public var reason: String {
        switch code {
        case .malformed(let syntax): syntax.rawValue
        case .invalidUTF8: "invalid UTF-8"
        case .duplicateKey: "duplicate key"
        case .tooDeep: "nested too deeply"
        case .nulCharacter: "U+0000 is not allowed"
        case .tooLarge(let bound): bound.rawValue
        }
    }
}
