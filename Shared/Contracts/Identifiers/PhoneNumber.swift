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

    /// What may be shown of it: `••••4567`.
    public var masked: String { "••••\(text.suffix(4))" }

    /// Which rule a text breaks that is no number in this form: the rest of a sentence after the field's name.
    ///
    /// The text itself is personal data, so the sentence never shows it.
    static func rule(brokenBy text: String) -> String {
        let characters = text.unicodeScalars
        let rest = text.utf8.dropFirst()
        return if characters.contains(where: { !$0.isASCII && $0.properties.numericType != nil }) {
            "must be written with the digits 0 to 9 and not with those of another script, such as \(example)"
        } else if characters.contains(where: {
            " -./()\u{A0}\u{2009}\u{202F}\u{2010}\u{2011}".unicodeScalars.contains($0)
        }) {
            "must have no spaces, hyphens, points or brackets between its digits, such as \(example)"
        } else if text.utf8.first != UInt8(ascii: "+") {
            "must begin with + and the code of its country instead of a local prefix such as 0 or 00: \(example)"
        } else if !rest.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
            "must have nothing but digits after its +, such as \(example)"
        } else if rest.first == UInt8(ascii: "0") {
            "must have the code of its country after the +, which never begins with 0: \(example)"
        } else {
            "must have 8 to 15 digits after its + by E.164, such as \(example)"
        }
    }

    private static let example = "+27821234567"
}
