import Contracts

/// Reads text.
func readJSON(_ text: String, limits: JSONReader.Limits = .init()) throws(JSONError) -> JSONValue {
    try JSONReader.read(Array(text.utf8), limits: limits)
}

/// The error with which bytes are refused, or `nil` when they are accepted.
func refusal(of bytes: [UInt8], limits: JSONReader.Limits = .init()) -> JSONError? {
    do throws(JSONError) {
        _ = try JSONReader.read(bytes, limits: limits)
        return nil
    } catch {
        return error
    }
}

/// The error with which text is refused, or `nil` when it is accepted.
func refusal(of text: String, limits: JSONReader.Limits = .init()) -> JSONError? {
    refusal(of: Array(text.utf8), limits: limits)
}
