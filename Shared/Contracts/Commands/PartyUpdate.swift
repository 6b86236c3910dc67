/// Changes what is known of a party; what is left out stays as it is.
///
/// `party_type` and `kyc_level` are the operators' to change.
public struct PartyUpdate: Command {
    public static let type = "party.update"
    public static let allowed = Set<Role>.peopleAndOperators

    /// Which party.
    public var party: PartyID

    /// What it is from now on.
    public var partyType: PartyType?

    /// Its name; 1 to 200 bytes.
    public var name: String?

    /// A BCP 47 language tag such as `en` or `pt-MZ`.
    public var language: String?

    /// An IANA time zone such as `Africa/Nairobi`.
    public var timeZone: String?

    /// Its new telephone number; one party a number.
    public var phone: PhoneNumber?

    /// True takes its telephone number away, for others to have.
    public var removePhone: Bool?

    /// How well its identity is known; 0 to 3.
    public var kycLevel: Int64?

    /// Makes a command.
    public init(
        party: PartyID, partyType: PartyType? = nil, name: String? = nil, language: String? = nil,
        timeZone: String? = nil, phone: PhoneNumber? = nil, removePhone: Bool? = nil, kycLevel: Int64? = nil
    ) {
        self.party = party
        self.partyType = partyType
        self.name = name
        self.language = language
        self.timeZone = timeZone
        self.phone = phone
        self.removePhone = removePhone
        self.kycLevel = kycLevel
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        party = try fields.present(fields.party("party"), "party")
        partyType = try fields.choice("party_type", of: PartyType.self)
        name = try fields.text("name", maximum: 200)
        language = try fields.language("language")
        timeZone = try fields.timeZone("time_zone")
        phone = try fields.phone("phone")
        removePhone = try fields.flag("remove_phone")
        kycLevel = try fields.integer("kyc_level", in: 0...3)
        if phone != nil, removePhone == true {
            throw fields.invalid("remove_phone", "must be left out where phone is given")
        }
        guard changesSomething else {
            throw fields.invalid("name", "or another field that is to be changed is required", .missingField)
        }
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("party", party.text)
        fields.text("party_type", partyType?.rawValue)
        fields.text("name", name)
        fields.text("language", language)
        fields.text("time_zone", timeZone)
        if let phone { fields.secret("phone", phone.text, masked: phone.masked) }
        fields.flag("remove_phone", removePhone == true ? true : nil)
        fields.integer("kyc_level", kycLevel)
    }

    private var changesSomething: Bool {
        partyType != nil || name != nil || language != nil || timeZone != nil || phone != nil || removePhone == true
            || kycLevel != nil
    }
}
