import Contracts
import Crypto
import DedicatedThread
import Foundation
import Logging
import MessageRouting
import NIOCore

/// Owns the router: everything that happens reaches it through the ``Intake``, and what the router decides is done from here.
///
/// Runs on a thread of its own, so that the router's state needs no lock, and works in batches: whatever has happened while it worked is the next one.
actor Desk {
    struct Parts: Sendable {
        let intake: Intake
        let queries: QueryCaller
        let persist: PersistPublisher
        let gossip: GossipPublisher
        let metrics: DeskMetrics
        let heartbeat: Duration
        let logger: Logger
    }

    private let thread = DedicatedThread(name: "router")
    let parts: Parts
    var router: Router
    var buffer = PersistBuffer()
    var outlets: [SessionID: any Outlet] = [:]
    var senders: [SessionID: Sender] = [:]
    /// Those whose cursor is being asked for, with what they have said meanwhile.
    var arriving: [SessionID: (arrival: Arrival, said: [ClientFrame])] = [:]
    /// Requests that wait for what the router has asked.
    var waiting: [Ticket: Origin] = [:]
    var outgoing = Outgoing()
    /// Ends when the last batch to be stored has been handed to the publisher.
    private var handingOver: Task<Void, Never>?
    /// Over how many milliseconds sessions are sent away; nil while the service is to go on.
    var draining: Int?
    private var lastTicket: UInt64 = 0

    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// - Parameter head: how far the log reaches.
    init(_ parts: Parts, head: Position, settings: RouterSettings) {
        self.parts = parts
        router = Router(at: head, settings: settings) { Array(SHA256.hash(data: $0)) }
    }

    deinit { thread.stop() }

    /// Begins to take what happens.
    nonisolated func open() {
        parts.intake.connect { [weak self] in
            guard let self else { return }
            // At once on the router's thread, without a turn on the pool of threads.
            Task.immediate { await self.work() }
        }
    }

    /// Whether nothing waits to be stored.
    var isDrained: Bool { buffer.count == 0 && waiting.isEmpty }

    /// What operators are shown.
    var state: DeskState {
        DeskState(
            sessions: router.sessionCount, parked: router.parkedCount, unstored: buffer.count,
            position: router.follower.position, head: router.follower.head, mailboxBytes: router.budget.used)
    }

    private func work() {
        let events = parts.intake.take()
        let now = Timestamp.now
        for event in events { handle(event, at: now) }
        carryOut(at: now)
        outgoing.leave(parts.intake)
        store(at: now)
    }

    /// Hands the broker what is to be stored: at once where the service is to end.
    func store(at now: Timestamp) {
        while let batch = buffer.next(at: draining == nil ? now : nil) {
            // Batches are encoded side by side, on threads that nobody waits for, and handed over in their order: it is their senders'.
            let previous = handingOver
            handingOver = Task { [parts] in
                let message = parts.persist.message(batch.records, number: batch.number)
                await previous?.value
                Task.immediate {
                    parts.intake.submit(.persisted(batch.number, await parts.persist.publish(message)))
                }
            }
        }
    }

    private func handle(_ event: DeskEvent, at now: Timestamp) {
        switch event {
        case .open(let arrival): arrive(arrival, at: now)
        case .said(let session, let frames): hear(session, frames, at: now)
        case .written(let list): for written in list { router.written(written.session, bytes: written.bytes, at: now) }
        case .closed(let session): leave(session)
        case .posted(let posting): take(posting, at: now)
        case .persisted(let number, let outcome): persisted(number, outcome)
        case .committed(let batches):
            for batch in batches { router.committed(batch, at: now) }
            carryOut(at: now)
        case .gossip(let gossip):
            // The exchange gives everybody everything, one's own words too.
            guard gossip.instance != parts.persist.instance else { return }
            router.heard(gossip.news, from: gossip.instance, at: now)
        case .answered(let answer):
            learn(answer, at: now)
            carryOut(at: now)
        case .tick: router.tick(at: now)
        }
    }

    /// Does what the router has decided. Whoever has waited for an answer or for the log goes before whoever speaks next in the same round: so a
    /// sender's messages keep their order.
    private func carryOut(at now: Timestamp) {
        for action in router.flush(at: now) { perform(action, at: now) }
    }

    private func perform(_ action: RouterAction, at now: Timestamp) {
        switch action {
        case .send(let session, let frames):
            guard let outlet = outlets[session] else { return }
            parts.metrics.count(frames)
            outgoing.add(frames, to: outlet, of: session)
        case .read(let session, let person, let question): read(session, person, question)
        case .ask(let missing): ask(missing)
        case .readLog(let position): readLog(after: position)
        case .persist(let records):
            // A marker that is left out is no loss: the next one says more.
            for record in records where buffer.hasRoomForMarkers { buffer.append(record, for: nil) }
        case .settled(let ticket, let submission):
            guard let origin = waiting.removeValue(forKey: ticket) else { return }
            resolve(submission, for: origin, ticket)
        case .close(let session, let reason):
            senders[session] = nil
            guard let outlet = outlets.removeValue(forKey: session) else { return }
            outgoing.end(
                outlet, session, reason == .slowClient ? .slowClient : .policy("this cursor was never handed out"))
        case .gossip(let news): parts.gossip.tell(news)
        }
    }

    func ticket() -> Ticket {
        lastTicket += 1
        return Ticket(lastTicket)
    }
}

extension Timestamp {
    /// Now, by this machine's clock.
    static var now: Timestamp { Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) }
}
