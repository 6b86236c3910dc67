/// A telephone number in E.164 form: `+`, then 8 to 15 digits of which the first is not zero.
///
/// Source: ITU-T E.164 (15 digits at most); the lower bound keeps service codes out.
public struct PhoneNumber: Hashable, Sendable, CustomStringConvertible {
    /// The number as it was sent, which is already its only form.
    public let text: String

    /// Takes a text that is exactly E.164; nil otherwise (spaces, local prefixes and other scripts' digits included).
    public init?(text: String) {
        let bytes = Array(text.utf8)
        guard bytes.first == UInt8(ascii: "+"), (9...16).contains(bytes.count), bytes[1] != UInt8(ascii: "0"),
            bytes.dropFirst().allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        self.text = text
    }

    public var description: String { text }
}
