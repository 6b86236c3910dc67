import Contracts
import MessageRouting
import RabbitMQ

/// How the desk stands.
struct DeskState: Sendable {
    let sessions: Int
    let parked: Int
    let unstored: Int
    let position: Position
    let head: Position
    let mailboxBytes: Int
}

/// What `/v1/stats` shows.
struct Statistics: Sendable {
    let instance: String
    let desk: Desk
    let latencies: Latencies
    let administration: BrokerAdministration

    func page() async -> [UInt8] {
        let state = await desk.state
        let counts = latencies.now
        var json = JSONWriter(capacity: 1_024)
        json.beginObject()
        json.member("instance", instance)
        json.member("sessions", state.sessions)
        json.member("position", state.position.description)
        json.member("head", state.head.description)
        json.member("waiting_for_directory", state.parked)
        json.member("waiting_for_broker", state.unstored)
        json.member("mailbox_bytes", state.mailboxBytes)
        json.member("delivered", counts.delivered)
        json.member("refused", counts.refused)
        json.key("priorities")
        json.beginObject()
        for priority in MessagePriority.allCases {
            json.key(priority.rawValue)
            json.beginObject()
            json.member("accepted", counts.accepted[Int(priority.rank)])
            let queue = MessagingTopology.inboundQueue(priority)
            if let depth = try? await administration.messageCount(ofQueue: queue) {
                json.member("inbound_waiting", depth)
            }
            for percent in [50, 95, 99] {
                guard let time = counts.percentile(percent, priority) else { continue }
                json.member("stored_p\(percent)_us", time)
            }
            json.endObject()
        }
        json.endObject()
        if let depth = try? await administration.messageCount(ofQueue: MessagingTopology.persist) {
            json.member("persist_batches_waiting", depth)
        }
        json.endObject()
        return json.bytes
    }
}

extension JSONWriter {
    /// Writes a member that is a number.
    mutating func member(_ name: String, _ number: Int) {
        key(name)
        int(number)
    }
}
