import Contracts

/// An amount as people of a language write it: grouping, decimal sign and place of the currency as in CLDR 48, digits as they stand in the ledger.
public struct AmountText: Hashable, Sendable {
    /// A decimal number with all decimals of its currency, as the ledger tells it.
    public var amount: String
    /// The currency's code.
    public var currency: String

    /// Joins the two.
    public init(amount: String, currency: String) {
        self.amount = amount
        self.currency = currency
    }

    /// The text, without sign: what is told of is received, sent or given back.
    public func text(in language: Language) -> String {
        let unsigned = amount.hasPrefix("-") ? amount.dropFirst() : amount[...]
        let parts = unsigned.split(separator: ".", maxSplits: 1)
        var text = Self.grouped(parts.first ?? "0", by: language.groupingSign)
        if parts.count == 2 { text += language.decimalSign + parts[1] }
        // A space at which no line is broken.
        return language.putsCurrencyFirst ? "\(currency)\u{A0}\(text)" : "\(text)\u{A0}\(currency)"
    }

    private static func grouped(_ digits: Substring, by sign: String) -> String {
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text += sign }
            text.append(digit)
        }
        return text
    }
}

extension Language {
    var groupingSign: String {
        switch self {
        case .english, .swahili: ","
        case .french: "\u{202F}"
        case .portuguese: "."
        }
    }

    var decimalSign: String {
        switch self {
        case .english, .swahili: "."
        case .french, .portuguese: ","
        }
    }

    var putsCurrencyFirst: Bool { self == .english || self == .swahili }
}
