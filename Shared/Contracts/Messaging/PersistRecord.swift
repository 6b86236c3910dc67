/// One thing that messaging-service asks to be stored.
public enum PersistRecord: Hashable, Sendable {
    /// Held by reference: it is handed on more often than it is looked into.
    indirect case message(Message)
    case amendment(Amendment)
    case marker(Marker)
}

/// What travels on `messaging.persist`: up to ``longest`` records of one instance, each stored once however often the batch comes.
public struct PersistBatch: Sendable {
    /// The most records of a batch.
    public static let longest = 500
    /// The most bytes of a batch's JSON.
    public static let maximumBytes = 2 << 20
    /// The AMQP `type` of the message.
    public static let type = "messages.persist"

    /// Which instance sends it.
    public var instance: String
    /// What is to be stored, in this order.
    public var records: [PersistRecord]

    /// Makes a batch.
    public init(instance: String, records: [PersistRecord]) {
        self.instance = instance
        self.records = records
    }
}
