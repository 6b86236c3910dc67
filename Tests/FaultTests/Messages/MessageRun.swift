import TestWorld
import Testing

/// One run: messages through every door, faults in the middle of it, and the settling of everything that is on its way.
struct MessageRun {
    static let readers = 10
    private static let writers = 7

    let world: World
    let seed: UInt64
    let book = MessageBook()
    let injector: FaultInjector
    let readers: [MessageReader]
    private let services: [MessagingServiceProcess]
    private let supervisors: [Supervisor]

    static func reader(_ number: Int) -> String { "fault.reader.\(number)" }
    static func writer(_ number: Int) -> String { "fault.writer.\(number)" }

    init(_ world: World, seed: UInt64) async throws {
        self.world = world
        self.seed = seed
        let settings = [
            "KAURI_RATE_PER_SECOND": "10000", "KAURI_RATE_BURST": "10000", "KAURI_MAILBOX_FRAMES": "100000",
        ]
        services = [
            try await world.startMessaging(settings: settings), try await world.startMessaging(settings: settings),
        ]
        let store = try await world.service
        injector = FaultInjector(world, store, services, say: FaultRun.say)
        supervisors = ([store] + services.map(\.process)).map { Supervisor($0) }
        readers = (0..<Self.readers).map { [services] in MessageReader($0, seed: seed, world, services) }
    }

    /// Lets messages flow while the plan's faults happen.
    func mistreat() async throws {
        for supervisor in supervisors { await supervisor.start() }
        for reader in readers { await reader.start() }
        let end = EndOfLoad()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<Self.writers {
                group.addTask {
                    var writer = MessageWriter(number, seed: seed, book: book, by: way(number))
                    try await writer.run { end.hasCome }
                }
            }
            group.addTask {
                defer { end.come() }
                try await injector.run(FaultPlan(seed: seed, times: FaultPlan.messaging))
            }
            try await group.waitForAll()
        }
    }

    private func way(_ number: Int) -> any SendingWay {
        let name = Self.writer(number)
        return switch number % 3 {
        case 0: SocketWay(world, name, to: services, seed: seed &+ UInt64(number))
        case 1: RouteWay(world, name, to: services, seed: seed &+ UInt64(number))
        default: BrokerWay(world, name)
        }
    }

    /// Waits until everything that is on its way has arrived. What is missing after that is missing for good; the reconciliation tells which.
    func settle() async throws {
        let owed = await book.owed
        try? await eventually("messages are not stored", within: .seconds(60), every: .seconds(1)) {
            let stored = try await world.storedMessages()
            return owed.allSatisfy { stored[$0.id] != nil }
        }
        try? await eventually("messages are not delivered", within: .seconds(40), every: .milliseconds(500)) {
            let all = await arrivals()
            return owed.allSatisfy { all[$0.recipient]?.bodies[$0.id] != nil }
        }
    }

    private func arrivals() async -> [String: MessageReconciliation.Arrivals] {
        var all: [String: MessageReconciliation.Arrivals] = [:]
        for reader in readers {
            all[reader.person] = .init(
                bodies: await reader.bodies, identifiers: await reader.identifiers, skipped: await reader.skipped)
        }
        return all
    }

    /// Everything that the sides know. Takes the dead letters out of their queue.
    func reconciliation() async throws -> MessageReconciliation {
        let letters = try await Subscriber(world, to: .messagingDeadLetters)
        let wrong = await book.messages.values.filter { $0.isWrong && $0.verdict == .accepted }
        try? await eventually("dead letters are missing", within: .seconds(30), every: .milliseconds(200)) {
            let found = Set(await letters.events.compactMap(\.properties.messageID))
            return wrong.allSatisfy { found.contains($0.id) }
        }
        return MessageReconciliation(
            messages: await book.messages, stored: try await world.storedMessages(), arrivals: await arrivals(),
            letters: await letters.events)
    }

    /// How often processes were started again, and why starts failed.
    func restarts() async -> (count: Int, failures: [String]) {
        var (count, failures) = (0, [String]())
        for supervisor in supervisors {
            count += await supervisor.restarts
            failures += await supervisor.failures
        }
        return (count, failures)
    }

    /// Ends what the world does not know of.
    func close() async {
        for reader in readers { await reader.stop() }
        for supervisor in supervisors { await supervisor.stop() }
    }
}
