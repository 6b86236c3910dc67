/// One JSON value, kept exactly as it was sent.
///
/// Numbers stay text: converting them to a floating-point number would lose digits, and money must not. Equality and
/// hashing compare strings by their UTF-8 bytes, not by Unicode equivalence, and objects without regard to the order of
/// their members; numbers are equal when their literals are (`1.0` is not `1.00`).
public enum JSONValue: Sendable {
    /// The literal `null`.
    case null
    /// The literal `true` or `false`.
    case bool(Bool)
    /// A number, as the literal text that was sent; at most ``JSONReader/Limits/numberLength`` characters when read.
    case number(String)
    /// A string, unescaped; never contains U+0000 when read.
    case string(String)
    /// An array, in order.
    case array([JSONValue])
    /// An object with unique keys, in the order in which they were sent.
    case object(JSONObject)

    /// The string, or `nil` when this is another kind of value.
    public var asString: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The truth value, or `nil` when this is another kind of value.
    public var asBool: Bool? {
        guard case .bool(let flag) = self else { return nil }
        return flag
    }

    /// The literal text of the number, or `nil` when this is another kind of value.
    public var asNumber: String? {
        guard case .number(let literal) = self else { return nil }
        return literal
    }

    /// The number as an integer, or `nil` when this is another kind of value, has a fraction or an exponent, or does not
    /// fit 64 bits.
    public var asInt64: Int64? {
        guard case .number(let literal) = self else { return nil }
        return Int64(literal)
    }

    /// The elements, or `nil` when this is another kind of value.
    public var asArray: [JSONValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    /// The object, or `nil` when this is another kind of value.
    public var asObject: JSONObject? {
        guard case .object(let object) = self else { return nil }
        return object
    }

    /// Whether this is the literal `null`.
    public var isNull: Bool {
        guard case .null = self else { return false }
        return true
    }

    /// The name of the kind for error messages: `null`, `boolean`, `number`, `string`, `array` or `object`.
    public var kindName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}
