import Contracts
import Foundation
import Logging
import MessageRouting
import Metrics
import Notifications
import RabbitMQ
import ServiceKit
import ServiceLifecycle

/// Turns events of the ledger into notifications. All instances share one queue, so each event is turned once; coming again it makes the same
/// notifications, since their ids are the event's.
struct NoticeConsumer: Service, CustomStringConvertible {
    /// The queue, bound to the ledger's events.
    static let queue = "messaging.notices"
    /// In whose name people are told.
    private static let author = PartyID(text: "kauri")
    private static let prefetch: UInt16 = 64

    let consumer: BrokerConsumer
    let queries: QueryCaller
    let doors: Doors
    let health: HealthPart
    let logger: Logger
    private let told = Counter(label: "kauri_notices", dimensions: [("outcome", "told")])
    private let refused = Counter(label: "kauri_notices", dimensions: [("outcome", "refused")])

    var description: String { "notices" }

    /// The consumer of that queue.
    static func consumer(_ configuration: BrokerConfiguration, length: Int, _ logger: Logger) -> BrokerConsumer {
        // The exchange is the ledger's to declare: until it has, there is nothing to hear.
        let topology = Topology(
            queues: [
                // Bounded by forgetting the oldest: a queue that refuses would hold up the ledger's own announcements.
                Topology.Queue(
                    queue,
                    arguments: [
                        "x-queue-type": "quorum", "x-max-length": .integer(Int64(length)), "x-overflow": "drop-head",
                        "x-delivery-limit": .integer(Int64(LedgerTopology.deliveryLimit)),
                    ])
            ],
            bindings: [Topology.Binding(exchange: LedgerTopology.events, to: .queue(queue), routingKey: "#")])
        return BrokerConsumer(
            configuration: configuration, queues: [queue], prefetch: prefetch, topology: topology, logger: logger)
    }

    func run() async throws {
        while let batch = await consumer.nextUntilStopped(
            Int(Self.prefetch), bytes: 16 << 20, health: health, logger: logger)
        {
            do {
                try await tell(batch.deliveries.flatMap { Self.notices(of: $0) })
                await consumer.acknowledge(through: batch.lastTag, epoch: batch.epoch)
            } catch {
                // The store or the broker is away: the same events come again.
                logger.warning("notices wait", metadata: ["error": "\(error)"])
                try? await Task.sleep(for: .seconds(1))
                await consumer.requeue(batch.deliveries.map(\.tag), epoch: batch.epoch)
            }
        }
        await consumer.cancelAndClose()
    }

    private static func notices(of delivery: Delivery) -> [Notice] {
        let headers = delivery.properties.headers
        guard let id = headers["ce-id"]?.string, let type = headers["ce-type"]?.string, !delivery.isTruncated else {
            return []
        }
        let event = CloudEvent(
            id: id, type: type, subject: nil, time: headers["ce-time"]?.string ?? "", traceparent: nil,
            data: delivery.body)
        return Notice.notices(of: event)
    }

    private func tell(_ notices: [Notice]) async throws(CommandError) {
        guard !notices.isEmpty, let author = Self.author else { return }
        var addressed: [(notice: Notice, person: PartyID)] = []
        for notice in notices {
            switch notice.recipient {
            case .party(let person): addressed.append((notice, person))
            case .owner(let wallet):
                if let person = try await owner(of: wallet) { addressed.append((notice, person)) }
            }
        }
        var languages: [PartyID: String] = [:]
        let people = Array(Set(addressed.map(\.person)))
        for start in stride(from: 0, to: people.count, by: 500) {
            for state in try await queries.people(Array(people[start..<min(start + 500, people.count)])).states {
                languages[state.settings.person] = state.settings.language
            }
        }
        let requests = addressed.map {
            PostedRequest.send($0.notice.request(to: $0.person, language: languages[$0.person]))
        }
        let outcomes = await doors.post(requests, by: Sender(person: author, role: .service, proof: .broker))
        var refusals = 0
        for case .failure(let error) in outcomes {
            if error.code == .unavailable || error.code == .mailboxFull { throw error }
            refusals += 1
        }
        told.increment(by: outcomes.count - refusals)
        refused.increment(by: refusals)
    }

    /// Whose wallet it is; nil where there is none of this name.
    private func owner(of wallet: String) async throws(CommandError) -> PartyID? {
        do throws(CommandError) {
            return try await queries.owner(ofWallet: wallet)
        } catch {
            guard error.code != .accountNotFound else { return nil }
            throw error
        }
    }
}
