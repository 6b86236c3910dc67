/// The number of a bank account, checked as far as a rule without a bank's help can: an IBAN, or a country's own number.
///
/// A secret of its owner: whoever prints, logs or dumps one sees ``masked`` only. What is written down is sealed.
public struct BankAccountNumber: Hashable, Sendable {
    /// Which of the two forms a number has.
    public enum Format: String, CaseIterable, Sendable {
        /// An international number by ISO 13616.
        case iban
        /// The number that a country's own payment systems use, together with its bank code.
        case local
    }

    /// The form it was given in.
    public let format: Format
    /// Where the account is kept: ISO 3166-1 alpha-2, or `XK`, which the IBAN registry has for Kosovo.
    public let country: String
    /// The bank, by the country's own scheme or by its BIC: 1 to 20 of `A–Z 0–9`. No secret.
    public let bankCode: String?
    /// The whole number in its only form: capitals and digits, no spaces, no hyphens.
    public let digits: String

    /// Takes an IBAN: capitals or small letters, with single spaces between groups or none.
    ///
    /// The country must be that of its first two letters: an account on Réunion, whose IBAN begins with FR, is in FR here.
    public init(iban: String, country: String, bankCode: String?) throws(BankAccountNumberError) {
        try Self.check(country: country, bankCode: bankCode)
        let digits = try IBANRule.normalised(iban, country: country)
        self.init(stored: digits, format: .iban, country: country, bankCode: bankCode)
    }

    /// Takes a local number: single spaces or hyphens between groups are dropped.
    public init(local: String, country: String, bankCode: String?) throws(BankAccountNumberError) {
        try Self.check(country: country, bankCode: bankCode)
        let digits = try LocalNumberRule.of(country).normalised(local, bankCode: bankCode)
        self.init(stored: digits, format: .local, country: country, bankCode: bankCode)
    }

    /// For what is stored and was validated before: a rule that has become stricter since must not lose anybody their account.
    public init(stored digits: String, format: Format, country: String, bankCode: String?) {
        self.format = format
        self.country = country
        self.bankCode = bankCode
        self.digits = digits
    }

    /// What people may see: `••••` and the last four characters (of fewer than eight, the last two), before it an IBAN's country.
    public var masked: String {
        let shown = digits.utf8.count < 8 ? 2 : 4
        let hidden = "••••" + digits.suffix(shown)
        return format == .iban ? country + hidden : hidden
    }

    /// The longest bank code.
    static let longestBankCode = 20

    private static func check(country: String, bankCode: String?) throws(BankAccountNumberError) {
        guard CountryCode.isKnown(country) else { throw .unknownCountry }
        guard let bankCode else { return }
        guard (1...longestBankCode).contains(bankCode.utf8.count), bankCode.utf8.allSatisfy(\.isCapitalOrDigit) else {
            throw .bankCode(needs: "1 to \(longestBankCode) characters of A-Z 0-9")
        }
    }
}

/// Nothing that prints or reflects can show more than the mask, so no log and no dump leaks a number by accident.
extension BankAccountNumber: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { masked }
    public var debugDescription: String { masked }
    public var customMirror: Mirror { Mirror(self, children: ["masked": masked]) }
}
