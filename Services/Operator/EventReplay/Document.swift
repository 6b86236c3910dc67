import Contracts

/// What an event tells, read field by field; what is missing or malformed is the event's fault.
struct Document {
    let id: EventID
    let object: JSONObject

    func fault(_ what: String) -> ReplayError { .wrong(id, what) }

    func has(_ name: String) -> Bool { object[name] != nil }

    func text(_ name: String) throws(ReplayError) -> String {
        guard let text = object[name]?.asString else { throw fault("it lacks the text \(name)") }
        return text
    }

    func optionalText(_ name: String) -> String? { object[name]?.asString }

    func part(_ name: String) throws(ReplayError) -> Document? {
        guard let value = object[name] else { return nil }
        guard let object = value.asObject else { throw fault("\(name) is no object") }
        return Document(id: id, object: object)
    }

    func parts(_ name: String) throws(ReplayError) -> [Document] {
        guard let value = object[name] else { return [] }
        guard let elements = value.asArray else { throw fault("\(name) is no list") }
        var parts: [Document] = []
        for element in elements {
            guard let object = element.asObject else { throw fault("\(name) has something that is no object") }
            parts.append(Document(id: id, object: object))
        }
        return parts
    }

    func amount(_ name: String, in unit: CurrencyUnit) throws(ReplayError) -> Int64 {
        let text = try text(name)
        guard let amount = try? DecimalAmount(parsing: text), let minorUnits = try? amount.minorUnits(in: unit) else {
            throw fault("\(name) is no amount of \(unit.code): \(text)")
        }
        return minorUnits
    }

    func number(_ name: String) throws(ReplayError) -> Int64 {
        guard let value = object[name], let number = value.asInt64 ?? value.asString.flatMap({ Int64($0) }) else {
            throw fault("it lacks the number \(name)")
        }
        return number
    }

    func identifier<ID: LedgerIdentifier>(_ name: String, _ type: ID.Type) throws(ReplayError) -> ID {
        let text = try text(name)
        guard let id = ID(text: text) else { throw fault("\(name) is no id: \(text)") }
        return id
    }

    func optionalIdentifier<ID: LedgerIdentifier>(_ name: String, _ type: ID.Type) throws(ReplayError) -> ID? {
        has(name) ? try identifier(name, type) : nil
    }

    func moment(_ name: String) throws(ReplayError) -> Timestamp {
        let text = try text(name)
        guard let moment = Timestamp(rfc3339: text) else { throw fault("\(name) is no time: \(text)") }
        return moment
    }
}
