import Contracts
import TestWorld
import Testing

/// One of the servers goes away while commands arrive, and comes back.
@Suite("Outages", .serialized, .timeLimit(.minutes(5)))
struct OutageTests {
    @Test("PostgreSQL: not ready, nothing lost, nothing dead, and it resumes by itself")
    func database() async throws {
        try await World.withOwnStack(purpose: "database away") { world in
            let client = try await Client(world)
            let subscriber = try await Subscriber(world)
            let service = try await world.service
            let wallet = try await client.makeGuest("outage", with: "1000.00 ZAR")
            let process = await service.processID

            let first = try requests(0..<300, wallet)
            async let sending: Void = client.send(first)
            try await world.stack.run("kill-database")
            try await sending
            let later = try requests(300..<600, wallet)
            try await client.send(later)
            try await service.untilNotReady()
            #expect(await service.isLive())
            #expect(await client.replyCount < 602)

            try await world.stack.run("restart-database")
            let replies = try await client.replies(toAll: (0..<600).map { "spend \($0)" }, within: .seconds(60))
            #expect(replies.allSatisfy { $0.isCommitted })
            try await service.untilReady()
            #expect(await service.processID == process)
            try await expectAllThere(world, subscriber, wallet: "outage", count: 600)
        }
    }

    @Test("RabbitMQ: not ready, nothing lost, and it resumes by itself")
    func broker() async throws {
        try await World.withOwnStack(purpose: "broker away") { world in
            let client = try await Client(world, keepsReplies: true)
            let subscriber = try await Subscriber(world, to: .keptEvents)
            let service = try await world.service
            let wallet = try await client.makeGuest("outage", with: "1000.00 ZAR")
            let process = await service.processID
            try await client.send(try requests(0..<300, wallet))
            try await world.stack.run("kill-broker")
            try await service.untilNotReady()
            #expect(await service.isLive())
            try await world.stack.run("restart-broker")
            try await service.untilReady()
            // Events can come twice after a lost confirm, with the same id; commands only ever happen once.
            let replies = try await client.replies(toAll: (0..<300).map { "spend \($0)" }, within: .seconds(60))
            #expect(replies.allSatisfy { $0.isCommitted })
            #expect(await service.processID == process)
            try await expectAllThere(world, subscriber, wallet: "outage", count: 300)
        }
    }

    @Test("Both are away when it starts: it waits for them, and stops cleanly when it is asked to")
    func start() async throws {
        try await World.withOwnStack(services: 0, purpose: "start without") { world in
            let service = try await world.addService()
            try await world.stack.run("kill-database")
            try await service.launch()
            #expect(await service.isReady() == false)
            #expect(await service.isLive())
            try await world.stack.run("restart-database")
            try await service.untilReady()
            try await world.stack.run("kill-broker")
            try await service.untilNotReady()
            try await service.stop()
            try await service.launch()
            #expect(await service.isReady() == false)
            try await world.stack.run("restart-broker")
            try await service.untilReady()
        }
    }

    func requests(_ range: Range<Int>, _ wallet: AccountID) throws -> [Request] {
        let command = WalletSpend(wallet: .id(wallet), money: try money("1.00 ZAR"), destination: .revenue)
        return range.map { Request(command, id: "spend \($0)", key: "\($0 % 7)") }
    }

    func expectAllThere(
        _ world: World, _ subscriber: Subscriber, wallet: String, count: Int
    ) async throws {
        let audit = try await world.audit()
        #expect(audit.problems == [])
        #expect(audit.committed == Int64(count + 2))
        let posted = try await world.count("SELECT posted FROM accounts WHERE owner = '\(wallet)'")
        #expect(posted == 100_000 - Int64(count) * 100)
        try await eventually("events are missing", within: .seconds(30)) {
            await subscriber.counts.count >= count + 2
        }
        #expect(await subscriber.counts.count == count + 2)
        let letters = try await Subscriber(world, to: .deadLetters)
        #expect(
            try await world.stack.run("rabbitmqctl", "-q", "list_queues", "-p", world.name, "name", "messages")
                .split(separator: "\n").contains { $0.split(separator: "\t") == ["ledger.dead-letters", "0"] })
        #expect(await letters.arrived == 0)
        try await world.untilAnnounced()
    }
}
