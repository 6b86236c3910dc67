/// What a party is to the marketplace.
public enum PartyType: String, CaseIterable, Sendable {
    case guest, host, vendor, seller, user, admin, service
}

extension AccountReference {
    /// Whether the account is named by its owner, so that it can be opened if it is missing.
    public var namesParty: Bool {
        if case .party = self { true } else { false }
    }

    /// Whether the account is named by its owner without saying in which currency.
    var lacksCurrency: Bool {
        switch self {
        case .party(_, _, nil), .phone(_, _, nil): true
        default: false
        }
    }
}

extension FieldReader {
    /// Takes a BCP 47 language tag: subtags of 1 to 8 letters and digits, the first beginning with a letter; 35 bytes at most.
    mutating func language(_ name: String) throws(CommandError) -> String? {
        try pattern(name, maximum: 35, separator: "-", rule: "must be a BCP 47 language tag such as pt-MZ") { part in
            part.utf8.count <= 8 && part.utf8.allSatisfy(\.isLetterOrDigit)
        }
    }

    /// Takes the name of an IANA time zone; whether the zone exists is not checked, its form is.
    mutating func timeZone(_ name: String) throws(CommandError) -> String? {
        try pattern(name, maximum: 64, separator: "/", rule: "must be an IANA time zone such as Africa/Nairobi") {
            part in
            part.utf8.allSatisfy { $0.isLetterOrDigit || "_+-".utf8.contains($0) }
        }
    }

    private mutating func pattern(
        _ name: String, maximum: Int, separator: Character, rule: String, isAllowed: (Substring) -> Bool
    ) throws(CommandError) -> String? {
        guard let value = value(name) else { return nil }
        guard case .string(let text) = value, (2...maximum).contains(text.utf8.count) else { throw invalid(name, rule) }
        let parts = text.split(separator: separator, omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && isAllowed($0) }), let first = parts.first?.utf8.first,
            !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
        else { throw invalid(name, rule) }
        return text
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }
}
