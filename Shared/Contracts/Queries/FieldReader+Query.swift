extension FieldReader {
    /// Takes who acts: `{"id": …, "role": …}`.
    mutating func actor(_ name: String) throws(CommandError) -> Actor? {
        guard var nested = try object(name) else { return nil }
        let id = try nested.present(nested.party("id"), "id")
        let actor = Actor(id: id, role: try nested.present(nested.choice("role", of: Role.self), "role"))
        try nested.finish()
        return actor
    }

    /// Takes a day of the calendar, in UTC.
    mutating func day(_ name: String) throws(CommandError) -> Day? {
        guard let value = value(name) else { return nil }
        guard case .string(let text) = value, let day = Day(text: text) else {
            throw invalid(name, "must be a day such as 2026-11-21")
        }
        return day
    }

    /// Takes a word of the ledger's, such as the type of a transaction: 1 to 32 characters of `a–z _`. It need not be known.
    mutating func word(_ name: String) throws(CommandError) -> String? {
        guard let value = value(name) else { return nil }
        guard case .string(let text) = value, (1...32).contains(text.utf8.count),
            text.utf8.allSatisfy({ (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == UInt8(ascii: "_") })
        else { throw invalid(name, "must be 1 to 32 characters of a-z _") }
        return text
    }

    /// Insists that at most one of some fields was there.
    ///
    /// - Parameter given: whether each was, in the order of `names`.
    func atMostOne(_ given: [Bool], of names: String...) throws(CommandError) {
        let there = zip(names, given).filter(\.1).map(\.0)
        guard there.count > 1 else { return }
        throw invalid(there[1], "must be left out where \(there[0]) is given")
    }

    /// Insists that exactly one of some fields was there.
    func exactlyOne(_ given: [Bool], of names: String...) throws(CommandError) {
        guard given.contains(true) else {
            throw invalid(names[0], "or \(names.dropFirst().joined(separator: " or ")) is required", .missingField)
        }
        let there = zip(names, given).filter(\.1).map(\.0)
        guard there.count > 1 else { return }
        throw invalid(there[1], "must be left out where \(there[0]) is given")
    }
}

extension FieldWriter {
    /// Writes who acts; nothing where it is nil.
    mutating func actor(_ name: String, _ actor: Actor?) {
        guard let actor else { return }
        object(name) { fields in
            fields.text("id", actor.id.text)
            fields.text("role", actor.role.rawValue)
        }
    }
}
