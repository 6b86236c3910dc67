import Contracts

extension JSONValue {
    /// A place where two values differ, as texts.
    struct Difference {
        let path: String
        let expected: String
        let found: String
    }

    /// The first of this value's members that another value does not have, or has otherwise. What the other one has besides does not matter.
    func firstDifference(in other: JSONValue, at path: String = "") -> Difference? {
        switch (self, other) {
        case (.object(let mine), .object(let others)):
            for member in mine.members {
                let place = path.isEmpty ? member.key : "\(path).\(member.key)"
                guard let value = others[member.key] else {
                    return Difference(path: place, expected: member.value.short, found: "nothing")
                }
                if let difference = member.value.firstDifference(in: value, at: place) { return difference }
            }
            return nil
        case (.array(let mine), .array(let others)) where mine.count == others.count:
            for (index, pair) in zip(mine, others).enumerated() {
                if let difference = pair.0.firstDifference(in: pair.1, at: "\(path)[\(index)]") { return difference }
            }
            return nil
        default:
            return self == other ? nil : Difference(path: path, expected: short, found: other.short)
        }
    }

    private var short: String {
        switch self {
        case .string(let text): text
        case .array(let elements): "\(elements.count) elements"
        case .object(let object): "an object of \(object.count) members"
        case .bool(let flag): "\(flag)"
        case .number(let literal): literal
        case .null: "null"
        }
    }
}
