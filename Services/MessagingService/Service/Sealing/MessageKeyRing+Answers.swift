import Contracts

extension MessageKeyRing {
    /// An answer of the store with every body in it opened, however deep.
    func open(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let elements): return .array(elements.map { open($0) })
        case .object(var object):
            for member in object.members {
                switch member.value {
                case .array, .object: object[member.key] = open(member.value)
                default: break
                }
            }
            return .object(open(object))
        default: return value
        }
    }

    private func open(_ object: JSONObject) -> JSONObject {
        guard let key = object["key_id"]?.asString, let body = object["body"]?.asString,
            let message = (object["message"] ?? object["id"])?.asString.flatMap({ MessageID(text: $0) })
        else { return object }
        guard let opened = open(body, key, of: message) else { return object }
        var object = object
        object["body"] = .string(opened)
        object["key_id"] = nil
        return object
    }
}
