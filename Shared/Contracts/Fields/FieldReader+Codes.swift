extension FieldReader {
    /// Takes the kind of a job: 1 to 64 characters of `a–z 0–9 _ - .`.
    mutating func jobType(_ name: String) throws(CommandError) -> String? {
        try characters(name, 1...64, rule: "must be 1 to 64 characters of a-z 0-9 _ - .") { byte in
            byte.isSmallLetter || byte.isDigit || "_-.".utf8.contains(byte)
        }
    }

    /// Takes a country's code of ISO 3166-1 alpha-2 in capitals.
    mutating func country(_ name: String) throws(CommandError) -> String? {
        guard let value = value(name) else { return nil }
        guard case .string(let text) = value, CountryCode.isKnown(text) else {
            throw invalid(name, "must be a country's two capital letters by ISO 3166-1, such as KE")
        }
        return text
    }

    /// Takes the code of a bank or branch: 1 to 20 characters of `A–Z 0–9`.
    mutating func bankCode(_ name: String) throws(CommandError) -> String? {
        try characters(name, 1...20, rule: "must be 1 to 20 characters of A-Z 0-9") { byte in
            byte.isCapitalLetter || byte.isDigit
        }
    }

    /// Takes a rate of exchange: a decimal number above zero in a text, at most 15 digits before the point and 12 after it.
    mutating func rate(_ name: String) throws(CommandError) -> DecimalAmount? {
        guard let value = value(name) else { return nil }
        guard case .string(let text) = value, let rate = try? DecimalAmount(parsing: text), !rate.isNegative,
            !rate.isZero, rate.scale <= 12, text.prefix(while: { $0 != "." }).utf8.count <= 15
        else {
            throw invalid(name, "must be a decimal number above zero in a text, of at most 15 digits and 12 decimals")
        }
        return rate
    }

    private mutating func characters(
        _ name: String, _ count: ClosedRange<Int>, rule: String, isAllowed: (UInt8) -> Bool
    ) throws(CommandError) -> String? {
        guard let value = value(name) else { return nil }
        guard case .string(let text) = value, count.contains(text.utf8.count), text.utf8.allSatisfy(isAllowed) else {
            throw invalid(name, rule)
        }
        return text
    }
}

extension UInt8 {
    fileprivate var isSmallLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
    fileprivate var isCapitalLetter: Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
