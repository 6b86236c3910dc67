extension FieldReader {
    /// Which signs an amount may have.
    public enum Sign: Sendable {
        /// Above zero: a booking of zero is no payment.
        case positive
        /// Zero or above.
        case notNegative
        /// Anything but zero.
        case nonZero
    }

    /// Takes `{"amount": "125.50", "currency": "ZAR"}`.
    public mutating func money(_ name: String, _ sign: Sign = .positive) throws(CommandError) -> StatedMoney? {
        guard var fields = try object(name) else { return nil }
        let amount = try fields.present(fields.amount("amount", sign), "amount")
        let currency = try fields.present(fields.currency("currency"), "currency")
        try fields.finish()
        return StatedMoney(amount: amount, currency: currency, field: path(of: name))
    }

    /// Takes a decimal amount, which is a text always: a JSON number would pass through somebody's float.
    public mutating func amount(_ name: String, _ sign: Sign) throws(CommandError) -> DecimalAmount? {
        guard let value = value(name) else { return nil }
        guard case .string(let text) = value else {
            throw invalid(name, "must be a decimal number in a text, such as \"125.50\"", .invalidAmount)
        }
        let amount: DecimalAmount
        do {
            amount = try DecimalAmount(parsing: text)
        } catch .overflow {
            throw invalid(name, "is larger than the ledger can hold", .amountTooLarge)
        } catch {
            throw invalid(name, "is not a decimal number such as 125.50", .invalidAmount)
        }
        switch sign {
        case .positive where amount.isZero || amount.isNegative:
            throw invalid(name, "must be greater than zero", .amountNotPositive)
        case .notNegative where amount.isNegative:
            throw invalid(name, "must not be negative", .amountNotPositive)
        case .nonZero where amount.isZero:
            throw invalid(name, "must not be zero", .amountNotPositive)
        default:
            return amount
        }
    }

    /// Takes the code of a currency or unit.
    public mutating func currency(_ name: String) throws(CommandError) -> String? {
        guard let text = try text(name, maximum: 64) else { return nil }
        guard CurrencyUnit.isValidCode(text) else {
            throw invalid(name, "must be 3 to 15 characters of A-Z 0-9 _, a letter first", .unknownCurrency)
        }
        return text
    }

    /// Takes a party's id.
    public mutating func party(_ name: String) throws(CommandError) -> PartyID? {
        guard let value = value(name) else { return nil }
        guard case .string(let text) = value, let party = PartyID(text: text) else {
            throw invalid(name, "must be 1 to \(PartyID.maximumLength) characters of A-Z a-z 0-9 . _ : @ -")
        }
        return party
    }

    /// Takes a telephone number.
    public mutating func phone(_ name: String) throws(CommandError) -> PhoneNumber? {
        guard let value = value(name) else { return nil }
        guard case .string(let text) = value else {
            throw invalid(name, "must be an E.164 number in a text, such as \"+27821234567\"")
        }
        guard let phone = PhoneNumber(text: text) else { throw invalid(name, PhoneNumber.rule(brokenBy: text)) }
        return phone
    }

    /// Takes the id of something that the ledger made.
    public mutating func identifier<ID: LedgerIdentifier>(_ name: String, _: ID.Type) throws(CommandError) -> ID? {
        guard let value = value(name) else { return nil }
        guard case .string(let text) = value, let id = ID(text: text) else {
            throw invalid(name, "must be an id that the ledger gave, such as \(ID(number: 1))")
        }
        return id
    }

    /// Takes a wallet's kind: 1 to 32 characters of `a–z 0–9 _ -`, a letter first.
    public mutating func kind(_ name: String) throws(CommandError) -> String? {
        guard let value = value(name) else { return nil }
        guard case .string(let text) = value, (1...32).contains(text.utf8.count),
            let first = text.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first),
            text.utf8.allSatisfy(Self.isSlug)
        else { throw invalid(name, "must be 1 to 32 characters of a-z 0-9 _ -, a letter first") }
        return text
    }

    /// Takes up to 50 pairs of texts: keys of 1 to 40 bytes, values of at most 500.
    public mutating func metadata(_ name: String) throws(CommandError) -> [MetadataPair]? {
        guard let value = value(name) else { return nil }
        guard case .object(let object) = value, object.members.count <= MetadataPair.maximumCount else {
            throw invalid(name, "must be an object of at most \(MetadataPair.maximumCount) texts")
        }
        var pairs: [MetadataPair] = []
        for member in object.members {
            guard case .string(let text) = member.value, text.utf8.count <= 500,
                (1...40).contains(member.key.utf8.count)
            else { throw invalid(name, "must have keys of 1 to 40 bytes and texts of at most 500 bytes") }
            pairs.append(MetadataPair(key: member.key, value: text))
        }
        return pairs.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }

    private static func isSlug(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
    }
}

/// One pair of a command's metadata, which the ledger keeps and never reads.
public struct MetadataPair: Hashable, Sendable {
    /// The most pairs a command may carry.
    public static let maximumCount = 50
    /// 1 to 40 bytes.
    public let key: String
    /// At most 500 bytes.
    public let value: String

    /// Makes a pair.
    public init(key: String, value: String) {
        self.key = key
        self.value = value
    }

    /// Compares bytes: two spellings of one character are two texts.
    public static func == (left: Self, right: Self) -> Bool {
        left.key.hasSameBytes(as: right.key) && left.value.hasSameBytes(as: right.value)
    }
}
