import Contracts

/// A person or a firm that can own wallets.
public struct Party: Hashable, Sendable {
    /// The application's own id of it.
    public let id: PartyID
    /// What it is.
    public var type: PartyType
    /// Its name; personal data, never in outcomes or events.
    public var name: String
    /// A BCP 47 tag.
    public var language: String?
    /// An IANA time zone.
    public var timeZone: String?
    /// Personal data, never in outcomes or events.
    public var phone: PhoneNumber?
    /// 0 to 3.
    public var kycLevel: Int64
    /// What the application keeps with it.
    public var metadata: [MetadataPair]
    /// Whether all that identified the person is gone.
    public var isErased = false

    /// Makes a party.
    public init(
        id: PartyID, type: PartyType, name: String, language: String? = nil, timeZone: String? = nil,
        phone: PhoneNumber? = nil, kycLevel: Int64 = 0, metadata: [MetadataPair] = [], isErased: Bool = false
    ) {
        self.id = id
        self.type = type
        self.name = name
        self.language = language
        self.timeZone = timeZone
        self.phone = phone
        self.kycLevel = kycLevel
        self.metadata = metadata
        self.isErased = isErased
    }
}
