import Contracts
import NaiveLedger
import RabbitMQ
import TestWorld

/// An application that sends commands and cares for their arrival: what the broker has not confirmed it publishes again.
struct LoadPublisher {
    private let log: CommandLog
    private let replyTo: String
    private let publisher: BrokerPublisher
    private var maker: CommandMaker
    private var random: HistoryRandom

    init(_ number: Int, of publishers: Int, seed: UInt64, world: World, log: CommandLog, replyTo: String) {
        self.log = log
        self.replyTo = replyTo
        publisher = BrokerPublisher(
            configuration: world.broker.named("fault test publisher \(number)"),
            limits: .init(confirmTimeout: .seconds(10)), logger: world.logger)
        maker = CommandMaker(publisher: number, of: publishers, seed: seed, log: log)
        random = HistoryRandom(seed: seed &+ UInt64(number) &* 0x2545_F491_4F6C_DD1D)
    }

    /// Sends until it is told to stop; what it has sent by then is confirmed or given up.
    ///
    /// - Throws: ``WorldError`` when the broker takes nothing for two minutes.
    mutating func run(until isOver: () -> Bool) async throws {
        do {
            while !isOver() {
                // People do not send without end while nobody answers; and memory has a bound.
                if await log.outstanding < Self.mostOutstanding {
                    let drafts = try await maker.batch(Int(random.number(1...30)))
                    try await deliver(drafts, mayGiveUp: true)
                }
                try await Task.sleep(for: .milliseconds(random.number(10...150)))
            }
        } catch {
            await close()
            throw error
        }
        await close()
    }

    /// Publishes messages until the broker has confirmed all of them, or the patience is over where that is allowed.
    mutating func deliver(_ drafts: [CommandMaker.Draft], mayGiveUp: Bool) async throws {
        var left = drafts
        var isAgain = false
        let deadline = ContinuousClock.now + .seconds(120)
        while !left.isEmpty {
            await log.notePublished(left.count, isAgain: isAgain)
            do {
                let outcomes = try await publisher.publish(left.map { $0.request.addressed(replyTo: replyTo) })
                var refused: [CommandMaker.Draft] = []
                for (draft, outcome) in zip(left, outcomes) {
                    if outcome.isConfirmed { await log.noteConfirmed(draft.id) } else { refused.append(draft) }
                }
                for draft in refused { await log.noteRefused(draft.id) }
                left = refused
                if left.isEmpty { return }
            } catch {
                // Any of them may have arrived. One publisher in ten does not care and never comes back to them.
                if mayGiveUp, random.chance(10) {
                    await log.noteAbandoned(left.map(\.id))
                    return
                }
                guard ContinuousClock.now < deadline else {
                    throw WorldError("the broker takes nothing for two minutes: \(error)")
                }
            }
            isAgain = true
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    func close() async { await publisher.close(within: .seconds(2)) }

    private static let mostOutstanding = 4_000
}

extension Request {
    /// The message as it is published, with where its reply goes.
    func addressed(replyTo queue: String) -> OutgoingMessage {
        var properties = properties
        properties.replyTo = queue
        properties.correlationID = properties.messageID
        return OutgoingMessage(
            exchange: LedgerTopology.commands, routingKey: key, properties: properties, body: body)
    }
}
