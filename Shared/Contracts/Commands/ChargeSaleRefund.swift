/// Gives back what a charge sale has cost.
public struct ChargeSaleRefund: Command {
    public static let type = "charge_sale.refund"

    /// Which sale.
    public var chargeSale: ChargeSaleID

    /// Why; 1 to 512 bytes; no personal data, it is kept for ever.
    public var reason: String

    /// Makes a command.
    public init(chargeSale: ChargeSaleID, reason: String) {
        self.chargeSale = chargeSale
        self.reason = reason
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        chargeSale = try fields.present(fields.identifier("charge_sale", ChargeSaleID.self), "charge_sale")
        reason = try fields.present(fields.text("reason", maximum: 512), "reason")
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("charge_sale", chargeSale.description)
        fields.text("reason", reason)
    }
}
