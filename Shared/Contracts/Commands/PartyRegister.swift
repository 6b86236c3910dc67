/// Makes a person or a firm known, so that wallets can be opened for it.
public struct PartyRegister: Command {
    public static let type = "party.register"
    public static let allowed = Set<Role>.peopleAndOperators

    /// The application's own id of it.
    public var party: PartyID

    /// What it is.
    public var partyType: PartyType

    /// Its name; 1 to 200 bytes.
    public var name: String

    /// A BCP 47 language tag such as `en` or `pt-MZ`.
    public var language: String?

    /// An IANA time zone such as `Africa/Nairobi`.
    public var timeZone: String?

    /// A telephone number by which its wallets can be addressed; one party a number.
    public var phone: PhoneNumber?

    /// How well its identity is known; 0 to 3.
    public var kycLevel: Int64 = 0

    /// Makes a command.
    public init(
        party: PartyID, partyType: PartyType, name: String,
        language: String? = nil, timeZone: String? = nil, phone: PhoneNumber? = nil, kycLevel: Int64 = 0
    ) {
        self.party = party
        self.partyType = partyType
        self.name = name
        self.language = language
        self.timeZone = timeZone
        self.phone = phone
        self.kycLevel = kycLevel
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        party = try fields.present(fields.party("party"), "party")
        partyType = try fields.present(fields.choice("party_type", of: PartyType.self), "party_type")
        name = try fields.present(fields.text("name", maximum: 200), "name")
        language = try fields.language("language")
        timeZone = try fields.timeZone("time_zone")
        phone = try fields.phone("phone")
        kycLevel = try fields.integer("kyc_level", in: 0...3) ?? 0
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("party", party.text)
        fields.text("party_type", partyType.rawValue)
        fields.text("name", name)
        fields.text("language", language)
        fields.text("time_zone", timeZone)
        if let phone { fields.secret("phone", phone.text, masked: phone.masked) }
        fields.integer("kyc_level", kycLevel)
    }
}
