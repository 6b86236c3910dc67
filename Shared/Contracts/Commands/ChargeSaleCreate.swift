/// Sells airtime, or money for a wallet, to the owner of a telephone number.
public struct ChargeSaleCreate: Command {
    public static let type = "charge_sale.create"
    public static let isConditional = true
    public static let allowed = Set<Role>.sellersAndOperators

    /// Which wallet pays.
    public var wallet: AccountReference

    /// How much; greater than zero.
    public var money: StatedMoney

    /// Whose number; personal data, never in a reply or an event except masked.
    public var phone: PhoneNumber

    /// What its owner gets; `airtime` where it is left out.
    public var delivery: ChargeDelivery

    /// The application's own reference, such as a booking's number; up to 128 bytes.
    public var reference: String?

    /// A sentence for people; up to 512 bytes; no personal data, it is kept for ever.
    public var description: String?

    /// Makes a command.
    public init(
        wallet: AccountReference, money: StatedMoney, phone: PhoneNumber, delivery: ChargeDelivery = .airtime,
        reference: String? = nil, description: String? = nil
    ) {
        self.wallet = wallet
        self.money = money
        self.phone = phone
        self.delivery = delivery
        self.reference = reference
        self.description = description
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        wallet = try fields.present(fields.account("wallet"), "wallet")
        money = try fields.present(fields.money("money"), "money")
        phone = try fields.present(fields.phone("phone"), "phone")
        delivery = try fields.choice("delivery", of: ChargeDelivery.self) ?? .airtime
        reference = try fields.text("reference", maximum: 128)
        description = try fields.text("description", maximum: 512)
    }

    public func write(to fields: inout FieldWriter) {
        fields.account("wallet", wallet)
        fields.money("money", money)
        fields.secret("phone", phone.text, masked: phone.masked)
        fields.text("delivery", delivery.rawValue)
        fields.text("reference", reference)
        fields.text("description", description)
    }
}

/// What the buyer of a charge gets.
public enum ChargeDelivery: String, CaseIterable, Sendable {
    /// Airtime from the telephone company: the money goes to the system account `revenue`.
    case airtime
    /// The money itself: it goes to the main wallet of the party with that number.
    case wallet
}
