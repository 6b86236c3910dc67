/// Takes a command's fields out of a JSON object one by one, and at the end refuses what nobody asked for.
///
/// Every error names the field's path and the rule it breaks. Fields are checked in the order in which a command asks for them.
public struct FieldReader {
    private let object: JSONObject
    private let path: String
    /// Which of the first 64 members have been taken, by bits; the others, which no honest message has, in a set.
    private var taken: UInt64 = 0
    private var takenBeyond: Set<Int> = []
    /// Where the next field is looked for first: most senders write fields in the order in which they are asked for.
    private var expected = 0

    /// Reads from `object`; `path` goes before every field's name in errors.
    public init(_ object: JSONObject, path: String = "") {
        self.object = object
        self.path = path
    }

    /// The full path of a field, as errors name it.
    public func path(of name: String) -> String {
        path.isEmpty ? name : "\(path).\(name)"
    }

    /// The same object without the path before it, for a part whose errors are placed later by ``CommandError/within(_:)``.
    public func rooted() -> FieldReader { FieldReader(object) }

    /// Takes a field as it is; nil where it is absent or `null`.
    public mutating func value(_ name: String) -> JSONValue? {
        guard let index = index(of: name) else { return nil }
        if index < 64 { taken |= 1 << UInt64(index) } else { takenBeyond.insert(index) }
        expected = index + 1
        let value = object.members[index].value
        // Not `value == .null ? nil : value`: there `nil` would be read as the literal for JSON's null.
        if case .null = value { return nil }
        return value
    }

    private func index(of name: String) -> Int? {
        if expected < object.members.count, object.members[expected].key == name { return expected }
        return object.members.firstIndex { $0.key == name }
    }

    private func isTaken(_ index: Int) -> Bool {
        index < 64 ? taken & 1 << UInt64(index) != 0 : takenBeyond.contains(index)
    }

    /// Insists that a field was there: `try fields.present(fields.party("owner"), "owner")`.
    public func present<Value>(_ value: Value?, _ name: String) throws(CommandError) -> Value {
        guard let value else {
            throw CommandError(.missingField, "\(path(of: name)) is required", field: path(of: name))
        }
        return value
    }

    /// Ends the reading: a field that was not asked for is an error.
    public func finish() throws(CommandError) {
        guard taken.nonzeroBitCount + takenBeyond.count < object.members.count else { return }
        for (index, member) in object.members.enumerated() where !isTaken(index) {
            let field = path(of: String(member.key.prefix(64)))
            throw CommandError(.unknownField, "\(field) is not a field of this command", field: field)
        }
    }

    /// An error that blames one field for breaking a rule.
    public func invalid(_ name: String, _ rule: String, _ code: ErrorCode = .invalidField) -> CommandError {
        CommandError(code, "\(path(of: name)) \(rule)", field: path(of: name))
    }

    /// Takes a text of 1 to `maximum` bytes of UTF-8.
    public mutating func text(_ name: String, maximum: Int) throws(CommandError) -> String? {
        guard let value = value(name) else { return nil }
        guard case .string(let text) = value, (1...maximum).contains(text.utf8.count) else {
            throw invalid(name, "must be a text of 1 to \(maximum) bytes")
        }
        return text
    }

    /// Takes `true` or `false`.
    public mutating func flag(_ name: String) throws(CommandError) -> Bool? {
        guard let value = value(name) else { return nil }
        guard case .bool(let flag) = value else { throw invalid(name, "must be true or false") }
        return flag
    }

    /// Takes a whole number, sent as a JSON number or as a text of digits.
    public mutating func integer(_ name: String, in range: ClosedRange<Int64>) throws(CommandError) -> Int64? {
        guard let value = value(name) else { return nil }
        let literal: String? =
            switch value {
            case .number(let literal), .string(let literal): literal
            default: nil
            }
        guard let literal, let number = Int64(literal), String(number) == literal, range.contains(number) else {
            throw invalid(name, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// Takes an RFC 3339 moment.
    public mutating func timestamp(_ name: String) throws(CommandError) -> Timestamp? {
        guard let value = value(name) else { return nil }
        guard case .string(let text) = value, let moment = Timestamp(rfc3339: text) else {
            throw invalid(name, "must be an RFC 3339 time such as 2026-11-21T09:30:00Z")
        }
        return moment
    }

    /// Takes one of a closed list of words.
    public mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, of _: Choice.Type
    ) throws(CommandError) -> Choice? where Choice.RawValue == String {
        guard let value = value(name) else { return nil }
        guard case .string(let text) = value, let choice = Choice(rawValue: text) else {
            let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw invalid(name, "must be one of \(words)")
        }
        return choice
    }

    /// Takes an object and opens it; close it with ``finish()``.
    public mutating func object(_ name: String) throws(CommandError) -> FieldReader? {
        guard let value = value(name) else { return nil }
        guard case .object(let object) = value else { throw invalid(name, "must be an object") }
        return FieldReader(object, path: path(of: name))
    }

    /// Takes an array of objects and opens each.
    public mutating func objects(_ name: String, count range: ClosedRange<Int>) throws(CommandError) -> [FieldReader]? {
        guard let items = try values(name, count: range) else { return nil }
        var readers: [FieldReader] = []
        readers.reserveCapacity(items.count)
        for (index, item) in items.enumerated() {
            guard case .object(let object) = item else { throw invalid("\(name)[\(index)]", "must be an object") }
            readers.append(FieldReader(object, path: "\(path(of: name))[\(index)]"))
        }
        return readers
    }

    /// Takes an array, whatever it holds.
    public mutating func values(_ name: String, count range: ClosedRange<Int>) throws(CommandError) -> [JSONValue]? {
        guard let value = value(name) else { return nil }
        guard case .array(let items) = value, range.contains(items.count) else {
            throw invalid(name, "must be an array of \(range.lowerBound) to \(range.upperBound) objects")
        }
        return items
    }
}
