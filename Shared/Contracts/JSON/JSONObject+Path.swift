extension JSONObject {
    /// The value at a path such as `transaction.legs.0.amount`; nil where there is none.
    public func value(at path: String) -> JSONValue? {
        var value = JSONValue.object(self)
        for step in path.split(separator: ".") {
            switch value {
            case .object(let object):
                guard let next = object[String(step)] else { return nil }
                value = next
            case .array(let elements):
                guard let index = Int(step), elements.indices.contains(index) else { return nil }
                value = elements[index]
            default: return nil
            }
        }
        return value
    }
}
