import Contracts
import Postgres
import TestWorld
import Testing

/// Jobs that nobody has ended in time are failed and refunded by the service itself.
@Suite("Stale jobs", .world(settings: ["KAURI_SWEEP_INTERVAL": "100ms"]), .serialized, .timeLimit(.minutes(2)))
struct JobSweepTests {
    @Test(
        "Those that are pending or running are refunded once each, with one event; those that have ended are left alone"
    )
    func sweep() async throws {
        let world = try World.here
        let client = try await Client(world)
        let account = try await client.make("patient", as: .user, with: "500.00 ZAR")
        let start = JobStart(wallet: .id(account), money: try money("1.00 ZAR"), jobType: "slow", expiresIn: 60)
        let ids = (0..<300).map { "job \($0)" }
        try await client.send(ids.map { Request(start, id: $0, key: $0) })
        let jobs = try await client.replies(toAll: ids).map { try #require($0.identifier("job", JobID.self)) }
        var updates: [Request] = []
        for (index, job) in jobs.enumerated() where index % 3 > 0 {
            // A third completes, a third is running, and a third waits.
            updates.append(
                Request(JobUpdate(job: job, state: index % 3 == 1 ? .completed : .running), id: "update \(job)"))
        }
        try await client.send(updates)
        let updated = try await client.replies(toAll: updates.compactMap(\.properties.messageID))
        try #require(updated.allSatisfy { $0.isCommitted })
        let subscriber = try await Subscriber(world)
        try await world.withOwner { owner in
            try await owner.run(Statement(once: "UPDATE requests SET expires_at = now() - interval '1 second'"))
        }

        let events = try await subscriber.wait(for: 200)
        let expected = Set(jobs.enumerated().filter { $0.offset % 3 != 1 }.map(\.element.description))
        #expect(Set(try events.compactMap { try $0.outcome().text("job.id") }) == expected)
        #expect(await subscriber.counts.values.allSatisfy { $0 == 1 })
        for event in events {
            let outcome = try event.outcome()
            #expect(event.routingKey == "job.expired" && outcome.text("job.state") == "failed")
            #expect(outcome.text("job.reason") == "expired" && outcome.text("transaction.type") == "refund")
            #expect(outcome.text("job.settlement") == outcome.transaction?.description)
        }
        #expect(try await world.count("SELECT posted FROM accounts WHERE id = \(account.number)") == 50_000 - 10_000)
        #expect(
            try await world.texts("SELECT state || ' ' || count(*) FROM requests GROUP BY state ORDER BY state")
                == ["completed 100", "failed 200"])
        let late = try await client.call(JobUpdate(job: jobs[0], state: .completed))
        #expect(late.error == .requestClosed)
        #expect(try await world.audit().problems == [])
    }
}
