/// Why a bank account number is refused. Names the rule, never the number: these sentences go into replies and logs.
public enum BankAccountNumberError: Error, Hashable, Sendable {
    /// The country is no code of ISO 3166-1.
    case unknownCountry
    /// The country is not in the IBAN registry.
    case noIBAN(country: String)
    /// The IBAN's first two letters name another country.
    case otherCountry(country: String)
    /// A character or a separator that does not belong there.
    case characters(allowed: String)
    /// An IBAN of another length than its country's.
    case length(country: String, characters: Int)
    /// A letter where the country has a digit, or the other way round.
    case structure(country: String)
    /// The check digits contradict the rest.
    case checkDigits(rule: String)
    /// A local number that its country does not have.
    case number(country: String, needs: String)
    /// The country's own payments need a bank code, and there is none.
    case bankCodeMissing(country: String, needs: String)
    /// The bank code is not of the form that it must have.
    case bankCode(needs: String)

    /// The part of a sentence that follows the field's name, such as "must be 10 digits in NG".
    public var rule: String {
        switch self {
        case .unknownCountry: "must be of a country with an ISO 3166-1 alpha-2 code"
        case .noIBAN(let country): "cannot be an IBAN: \(country) is not in the IBAN registry"
        case .otherCountry(let country): "must begin with its country, \(country)"
        case .characters(let allowed): "must be \(allowed)"
        case .length(let country, let characters): "must have \(characters) characters in \(country)"
        case .structure(let country): "must have letters and digits where the IBAN registry has them for \(country)"
        case .checkDigits(let rule): "has wrong check digits (\(rule))"
        case .number(let country, let needs): "must be \(needs) in \(country)"
        case .bankCodeMissing(let country, let needs): "is required in \(country): \(needs)"
        case .bankCode(let needs): "must be \(needs)"
        }
    }

    /// Whether the bank code is to blame and not the number.
    public var isAboutBankCode: Bool {
        switch self {
        case .bankCodeMissing, .bankCode: true
        default: false
        }
    }
}
