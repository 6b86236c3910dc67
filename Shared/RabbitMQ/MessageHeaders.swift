/// The value of a header, and of an argument of a queue, an exchange or a consumer.
public enum HeaderValue: Sendable, Hashable {
    /// Text; bytes that are no UTF-8 have been replaced by U+FFFD.
    case string(String)
    /// Any whole number; the broker's smaller types are widened.
    case integer(Int64)
    /// True or false.
    case boolean(Bool)
    /// A floating-point number.
    case double(Double)
    /// Bytes without a meaning of their own.
    case bytes([UInt8])
    /// Seconds since 1970 in UTC.
    case timestamp(Int64)
    /// `value` divided by ten to the power of `scale`.
    case decimal(scale: UInt8, value: UInt32)
    /// A list.
    case array([HeaderValue])
    /// A table in a table. Streams lose nested tables.
    case table(MessageHeaders)
    /// No value.
    case null

    /// The text, if it is text.
    public var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The number, if it is a whole number.
    public var integer: Int64? {
        if case .integer(let number) = self { number } else { nil }
    }
}

extension HeaderValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    /// Text.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A whole number.
    public init(integerLiteral value: Int64) { self = .integer(value) }
    /// True or false.
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
}

/// Names with values, in the order in which they travel. Few, so looked up one after another.
public struct MessageHeaders: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    /// One header.
    public struct Field: Sendable, Hashable {
        /// At most 255 bytes of UTF-8.
        public var name: String
        /// What it says.
        public var value: HeaderValue

        /// A header.
        public init(name: String, value: HeaderValue) {
            self.name = name
            self.value = value
        }
    }

    /// All of them; a name that a foreign publisher has sent twice is there twice.
    public private(set) var fields: [Field] = []

    /// None.
    public init() {}

    /// These, in this order.
    public init(_ fields: [Field]) { self.fields = fields }

    /// These, in this order.
    public init(dictionaryLiteral elements: (String, HeaderValue)...) {
        fields = elements.map { Field(name: $0.0, value: $0.1) }
    }

    /// Whether there are none.
    public var isEmpty: Bool { fields.isEmpty }

    /// The first value with this name; setting `nil` removes it.
    public subscript(name: String) -> HeaderValue? {
        get { fields.first { $0.name == name }?.value }
        set {
            let index = fields.firstIndex { $0.name == name }
            switch (index, newValue) {
            case (let index?, let value?): fields[index].value = value
            case (let index?, nil): fields.remove(at: index)
            case (nil, let value?): fields.append(Field(name: name, value: value))
            case (nil, nil): break
            }
        }
    }
}
