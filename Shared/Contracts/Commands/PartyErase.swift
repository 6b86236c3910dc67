/// Forgets a party's personal data for ever: name, telephone number, bank accounts. Its wallets and what they have moved stay.
public struct PartyErase: Command {
    public static let type = "party.erase"
    public static let allowed = Set<Role>.peopleAndOperators

    /// Which party.
    public var party: PartyID

    /// Why; 1 to 512 bytes; no personal data, it is kept for ever.
    public var reason: String

    /// Makes a command.
    public init(party: PartyID, reason: String) {
        self.party = party
        self.reason = reason
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        party = try fields.present(fields.party("party"), "party")
        reason = try fields.present(fields.text("reason", maximum: 512), "reason")
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("party", party.text)
        fields.text("reason", reason)
    }
}
