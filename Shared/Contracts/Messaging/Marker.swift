/// How far somebody has got; only ever moves forward. It is stored and told, but has no position of its own.
public enum Marker: Hashable, Sendable {
    /// A device of a person has everything up to there: the receipt of delivery, and where the device goes on.
    case delivered(person: PartyID, device: String, upTo: Position)
    /// A person has read a conversation up to there; told to the members and to the person's other devices.
    case read(person: PartyID, conversation: ConversationID, upTo: Position)

    /// The most bytes of a device's name.
    public static let longestDevice = 64
}
