extension JSONWriter {
    /// Writes a member whose value is a text.
    public mutating func member(_ name: String, _ text: String) {
        key(name)
        string(text)
    }
}

extension CommandError {
    /// Writes the member `"error": {"code": …, "message": …, "field": …, "retriable": …}`.
    public func write(to json: inout JSONWriter) {
        json.key("error")
        json.beginObject()
        json.member("code", code.rawValue)
        json.member("message", message)
        if let field { json.member("field", field) }
        json.key("retriable")
        json.bool(code.isRetriable)
        json.endObject()
    }
}
