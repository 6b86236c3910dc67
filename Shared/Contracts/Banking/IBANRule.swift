/// ISO 13616: country, two check digits, and a national part of fixed length; the whole is 1 modulo 97 (ISO 7064, MOD 97-10).
enum IBANRule {
    /// Gives an IBAN in its only form, or says which rule it breaks.
    static func normalised(_ text: String, country: String) throws(BankAccountNumberError) -> String {
        guard let structure = IBANRegistry.structures[country] else { throw .noIBAN(country: country) }
        guard let bytes = Grouped.characters(of: text, separators: " ") else {
            throw .characters(allowed: "characters of A-Z 0-9, with single spaces between groups at the most")
        }
        guard bytes.starts(with: country.utf8) else { throw .otherCountry(country: country) }
        guard bytes.count == structure.length else { throw .length(country: country, characters: structure.length) }
        guard bytes[2...3].allSatisfy(\.isASCIIDigit), structure.fits(bytes.dropFirst(4)) else {
            throw .structure(country: country)
        }
        // 00, 01 and 99 leave the same remainders as 97, 98 and 02, which alone are ever given out.
        let check = bytes[2].digitValue * 10 + bytes[3].digitValue
        guard (2...98).contains(check), remainder(bytes) == 1 else { throw .checkDigits(rule: "ISO 13616, modulo 97") }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The first four characters moved to the end, letters as 10 to 35, modulo 97; digit by digit, so it never grows.
    private static func remainder(_ bytes: [UInt8]) -> Int {
        (bytes.dropFirst(4) + bytes.prefix(4)).reduce(0) { remainder, byte in
            if byte.isASCIIDigit { return (remainder * 10 + byte.digitValue) % 97 }
            return (remainder * 100 + Int(byte - UInt8(ascii: "A")) + 10) % 97
        }
    }
}

/// Numbers as people write them: groups of letters and digits with a single separator between two of them.
enum Grouped {
    /// The longest text that is looked at.
    private static let longest = 80

    /// The letters, as capitals, and digits; nil where there is anything else, or a separator at an end or beside another.
    static func characters(of text: String, separators: String) -> [UInt8]? {
        guard text.utf8.count <= longest else { return nil }
        var characters: [UInt8] = []
        var mayEnd = false
        for byte in text.utf8 {
            if byte.isCapitalOrDigit {
                characters.append(byte)
            } else if (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) {
                characters.append(byte - 32)
            } else {
                guard mayEnd, separators.utf8.contains(byte) else { return nil }
                mayEnd = false
                continue
            }
            mayEnd = true
        }
        return mayEnd ? characters : nil
    }
}
