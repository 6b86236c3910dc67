import Contracts
import Postgres
import TestWorld
import Testing

extension OutageTests {
    /// The service itself gives up after 20 s, and then with another status than 0.
    private static let stopLimit = Duration.seconds(8)

    @Test("PostgreSQL: asked to stop meanwhile, it stops soon, and the next start carries out what was left")
    func stopWithoutDatabase() async throws {
        try await World.withOwnStack(purpose: "stop without database") { world in
            let client = try await Client(world)
            let subscriber = try await Subscriber(world)
            let service = try await world.service
            let wallet = try await client.makeGuest("outage", with: "1000.00 ZAR")
            try await untilOutboxIsEmpty(world)
            try await world.stack.run("kill-database")
            try await client.send(try requests(0..<300, wallet))
            try await eventually("no lane has tried to commit") {
                try await service.metric("kauri_batch_retries_total") ?? 0 > 0
            }
            try await service.stop(within: Self.stopLimit)
            #expect(await client.replyCount == 2)

            try await world.stack.run("restart-database")
            try await service.start()
            let replies = try await expectOneReplyEach(client, count: 300)
            #expect(!replies.contains { $0.isReplay })
            try await expectAllThere(world, subscriber, wallet: "outage", count: 300)
        }
    }

    @Test("RabbitMQ: asked to stop meanwhile, it stops soon, and the next start tells what was committed")
    func stopWithoutBroker() async throws {
        try await World.withOwnStack(purpose: "stop without broker") { world in
            let client = try await Client(world, keepsReplies: true)
            let subscriber = try await Subscriber(world, to: .keptEvents)
            let service = try await world.service
            let wallet = try await client.makeGuest("outage", with: "1000.00 ZAR")
            try await untilOutboxIsEmpty(world)
            try await world.withOwner { owner in
                // All lanes wait for the wallet until the broker is gone: what they then commit they cannot tell anybody.
                try await owner.run(Statement(once: "BEGIN"))
                try await owner.run(Statement(once: "SELECT FROM accounts WHERE id = \(wallet.number) FOR UPDATE"))
                try await client.send(try requests(0..<300, wallet))
                try await eventually("no lane waits for the wallet") {
                    try await world.count("SELECT count(*) FROM pg_locks WHERE NOT granted") > 0
                }
                try await world.stack.run("kill-broker")
                try await owner.rollback()
            }
            try await eventually("nothing was committed") {
                try await world.count("SELECT count(*) FROM outbox") > 0
            }
            try await service.stop(within: Self.stopLimit)

            try await world.stack.run("restart-broker")
            try await service.start()
            try await expectOneReplyEach(client, count: 300)
            try await expectAllThere(world, subscriber, wallet: "outage", count: 300)
        }
    }

    /// Otherwise the next instance waits for the lease of the one before it.
    private func untilOutboxIsEmpty(_ world: World) async throws {
        try await world.untilAnnounced()
    }

    @discardableResult
    private func expectOneReplyEach(_ client: Client, count: Int) async throws -> [Reply] {
        let ids = (0..<count).map { "spend \($0)" }
        let replies = try await client.replies(toAll: ids, within: .seconds(60))
        #expect(replies.allSatisfy { $0.isCommitted })
        for id in ids { #expect(await client.repliesSoFar(to: id).count == 1, "\(id)") }
        return replies
    }
}
