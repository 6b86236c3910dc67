import Contracts
import RabbitMQ

/// One record on its way into the database, and the delivery that brought it.
struct PersistItem: Sendable {
    let record: PersistRecord
    /// Which instance of messaging-service sent it.
    let instance: String
    /// Where it came from, for a dead letter.
    let origin: DeadLetterOrigin
}

/// What a dead letter tells of where its content came from.
struct DeadLetterOrigin: Sendable {
    let queue: String
    let exchange: String
    let routingKey: String
    let messageID: String?
    let userID: String?
}

/// What a group of deliveries has brought.
struct PersistGroup: Sendable {
    /// What is to be stored, in order.
    private(set) var items: [PersistItem] = []
    /// Those that could not be read at all.
    private(set) var deadLetters: [OutgoingMessage] = []

    /// Records that have been read.
    init(_ records: [PersistRecord], instance: String, origin: DeadLetterOrigin) {
        items = records.map { PersistItem(record: $0, instance: instance, origin: origin) }
    }

    /// Reads a delivery. Never fails: what is wrong with it is a dead letter.
    init(_ delivery: Delivery) {
        let origin = DeadLetterOrigin(delivery)
        do throws(CommandError) {
            let batch = try Self.read(delivery)
            items = batch.records.map { PersistItem(record: $0, instance: batch.instance, origin: origin) }
        } catch {
            deadLetters = [origin.deadLetter(error, body: delivery.body)]
        }
    }

    /// Adds what the next delivery has brought.
    mutating func add(_ next: PersistGroup) {
        items += next.items
        deadLetters += next.deadLetters
    }

    private static func read(_ delivery: Delivery) throws(CommandError) -> PersistBatch {
        guard !delivery.isTruncated else {
            throw CommandError(.messageTooLarge, "a batch has at most \(PersistBatch.maximumBytes) bytes")
        }
        guard delivery.properties.type == nil || delivery.properties.type == PersistBatch.type else {
            throw CommandError(.unknownType, "only \(PersistBatch.type) is stored", field: "type")
        }
        return try PersistBatch(body: delivery.body)
    }
}

extension DeadLetterOrigin {
    init(_ delivery: Delivery) {
        queue = delivery.queue
        exchange = delivery.exchange
        routingKey = delivery.routingKey
        messageID = delivery.properties.messageID
        userID = delivery.properties.userID
    }

    /// A message that cannot be stored, with the reason.
    func deadLetter(_ error: CommandError, body: [UInt8]) -> OutgoingMessage {
        typealias Header = LedgerTopology.DeadLetterHeader
        var headers: MessageHeaders = [
            Header.reason: .string(error.code.rawValue), Header.message: .string(error.message),
            Header.queue: .string(queue), Header.exchange: .string(exchange), Header.routingKey: .string(routingKey),
            Header.time: .string(Timestamp.byTheServiceClock.rfc3339),
        ]
        if let field = error.field { headers[Header.field] = .string(field) }
        if let userID { headers[Header.userID] = .string(userID) }
        return OutgoingMessage(
            exchange: MessagingTopology.deadLetters, routingKey: error.code.rawValue,
            properties: MessageProperties(
                contentType: "application/json", messageID: messageID, type: PersistBatch.type, headers: headers),
            body: body)
    }
}

extension PersistItem {
    /// The record alone, as a batch of one that can be published again.
    func deadLetter(_ error: CommandError) -> OutgoingMessage {
        origin.deadLetter(error, body: PersistBatch(instance: instance, records: [record]).body())
    }
}
