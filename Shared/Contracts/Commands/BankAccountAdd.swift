/// Notes a bank account of a party, for withdrawals and payouts in one unit.
///
/// The number is sent either as `iban` or as `number`, and is a secret from then on: replies, events, errors and logs tell its mask.
public struct BankAccountAdd: Command {
    public static let type = "bank_account.add"
    public static let allowed = Set<Role>.peopleAndOperators

    /// Whose bank account.
    public var party: PartyID

    /// In which currency or unit it is kept.
    public var currency: String

    /// Its number, with country, form and bank code; in JSON `country`, `iban` or `number`, and `bank_code`.
    public var number: BankAccountNumber

    /// In whose name the bank keeps it; 1 to 140 bytes; personal data, never in a reply or an event.
    public var holder: String

    /// True makes it the party's primary one in its unit; the first one is that anyway.
    public var primary: Bool?

    /// Makes a command.
    public init(party: PartyID, currency: String, number: BankAccountNumber, holder: String, primary: Bool? = nil) {
        self.party = party
        self.currency = currency
        self.number = number
        self.holder = holder
        self.primary = primary
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        party = try fields.present(fields.party("party"), "party")
        currency = try fields.present(fields.currency("currency"), "currency")
        let country = try fields.present(fields.country("country"), "country")
        let iban = try fields.text("iban", maximum: Self.longestNumber)
        let local = try fields.text("number", maximum: Self.longestNumber)
        let bankCode = try fields.bankCode("bank_code")
        holder = try fields.present(fields.text("holder", maximum: 140), "holder")
        // False is what leaving it out means: it does not keep the first one from being primary.
        primary = try fields.flag("primary") == true ? true : nil
        number = try Self.number(iban: iban, local: local, country: country, bankCode: bankCode, of: fields)
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("party", party.text)
        fields.text("currency", currency)
        fields.text("country", number.country)
        fields.secret(number.format == .iban ? "iban" : "number", number.digits, masked: number.masked)
        fields.text("bank_code", number.bankCode)
        fields.text("holder", holder)
        fields.flag("primary", primary == true ? true : nil)
    }

    private static func number(
        iban: String?, local: String?, country: String, bankCode: String?, of fields: FieldReader
    ) throws(CommandError) -> BankAccountNumber {
        do throws(BankAccountNumberError) {
            if let iban, local == nil {
                return try BankAccountNumber(iban: iban, country: country, bankCode: bankCode)
            }
            if let local, iban == nil {
                return try BankAccountNumber(local: local, country: country, bankCode: bankCode)
            }
        } catch {
            throw fields.invalid(error.isAboutBankCode ? "bank_code" : iban == nil ? "number" : "iban", error.rule)
        }
        guard iban == nil else { throw fields.invalid("number", "must be left out where iban is given") }
        throw fields.invalid("iban", "or number is required", .missingField)
    }

    /// The most bytes in which a number may be written, spaces included.
    public static let longestNumber = 64
}
