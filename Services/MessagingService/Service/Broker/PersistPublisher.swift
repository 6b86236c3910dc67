import Contracts
import Logging
import RabbitMQ

/// Hands batches to transaction-service through `messaging.persist`, and says whether the broker has them.
struct PersistPublisher: Sendable {
    enum Outcome: Sendable {
        /// The broker has it: a restart of anything does not lose it.
        case confirmed
        /// It was not taken, or nobody knows: whoever sends it again sends the same records.
        case refused(String)
    }

    let publisher: BrokerPublisher
    let instance: String
    /// Under which bodies are stored; nil where they are stored as they are.
    let keys: MessageKeyRing?

    /// What a batch becomes on its way.
    ///
    /// - Parameter number: unlike any other of this instance.
    func message(_ records: [PersistRecord], number: UInt64) -> OutgoingMessage {
        let stored = keys.map { keys in records.map { keys.seal($0) } } ?? records
        let body = PersistBatch(instance: instance, records: stored).body()
        return OutgoingMessage(
            exchange: "", routingKey: MessagingTopology.persist,
            properties: MessageProperties(
                contentType: "application/json", messageID: "\(instance)-\(number)", type: PersistBatch.type),
            body: body)
    }

    /// Publishes a batch; gives up after the publisher's own limit.
    func publish(_ message: OutgoingMessage) async -> Outcome {
        do {
            switch try await publisher.publish([message])[0] {
            case .confirmed: return .confirmed
            case .nacked: return .refused("the queue of messages to be stored is full")
            case .returned(_, let text): return .refused("nobody stores messages: \(text)")
            }
        } catch {
            return .refused("the broker does not confirm: \(error.code.rawValue)")
        }
    }
}
