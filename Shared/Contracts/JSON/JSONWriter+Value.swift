extension JSONWriter {
    /// Writes a value, with members in their own order.
    public mutating func value(_ value: JSONValue) {
        write(value, sorted: false)
    }

    /// Writes a value in canonical form: members sorted by the UTF-8 bytes of their keys, at every depth.
    ///
    /// Two values have the same canonical form exactly when they are equal. Numbers keep their literal, so `1.0` and `1.00`
    /// differ in canonical form as well.
    public mutating func canonical(_ value: JSONValue) {
        write(value, sorted: true)
    }

    private mutating func write(_ value: JSONValue, sorted: Bool) {
        switch value {
        case .null: null()
        case .bool(let flag): bool(flag)
        case .number(let literal): number(literal: literal)
        case .string(let text): string(text)
        case .array(let elements):
            beginArray()
            for element in elements { write(element, sorted: sorted) }
            endArray()
        case .object(let object):
            beginObject()
            for member in sorted ? object.sortedMembers : object.members {
                key(member.key)
                write(member.value, sorted: sorted)
            }
            endObject()
        }
    }
}

extension JSONValue {
    /// The value as JSON, with members in their own order.
    public var encoded: [UInt8] {
        var writer = JSONWriter()
        writer.value(self)
        return writer.bytes
    }

    /// The value as JSON in canonical form: equal values have equal bytes.
    public var canonicalBytes: [UInt8] {
        var writer = JSONWriter()
        writer.canonical(self)
        return writer.bytes
    }
}
