/// How far one device of a person has everything.
public struct DeviceGet: Query {
    public static let type = "device.get"

    /// Whose.
    public var person: PartyID

    /// Its name; 1 to ``Marker/longestDevice`` bytes.
    public var device: String

    /// Makes a query.
    public init(person: PartyID, device: String) {
        self.person = person
        self.device = device
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        person = try fields.present(fields.party("person"), "person")
        device = try fields.present(fields.text("device", maximum: Marker.longestDevice), "device")
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("person", person.text)
        fields.text("device", device)
    }
}
