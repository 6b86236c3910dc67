/// Posts a transaction with any legs that add up to zero in every currency.
public struct JournalPost: Command {
    public static let type = "journal.post"

    /// 2 to 100 legs.
    public var legs: [Leg]

    /// The application's own reference, such as a booking's number; up to 128 bytes.
    public var reference: String?

    /// A sentence for people; up to 512 bytes; no personal data, it is kept for ever.
    public var description: String?

    /// Makes a command.
    public init(legs: [Leg], reference: String? = nil, description: String? = nil) {
        self.legs = legs
        self.reference = reference
        self.description = description
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        legs = try fields.present(Leg.read("legs", from: &fields), "legs")
        reference = try fields.text("reference", maximum: 128)
        description = try fields.text("description", maximum: 512)
    }

    public func write(to fields: inout FieldWriter) {
        fields.objects("legs", legs) { $0.write(to: &$1) }
        fields.text("reference", reference)
        fields.text("description", description)
    }
}
