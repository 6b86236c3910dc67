import Contracts
import MessageStore
import Postgres
import TestWorld
import Testing

/// Nothing is lost, stored twice or out of place, whoever dies when.
@Suite("Messages and those who die", .timeLimit(.minutes(6)))
struct PersistFaultTests {
    @Test(
        "Instances are killed in the middle again and again: everything is stored once, without a gap, in its sender's order"
    )
    func killed() async throws {
        try await World.with(
            WorldPlan(services: 2, settings: ["KAURI_ROLES": "messages"]), purpose: "messages killed"
        ) { world in
            let desk = try await PersistDesk(world)
            let total = 20_000
            let stream = MessageStream.conversation(try direct("asha", "ben"))
            let messages = try (0..<total).map {
                try message("\($0)", from: "asha", to: stream, "number \($0)", pair: ["asha", "ben"])
            }
            let sending = Task {
                for start in stride(from: 0, to: total, by: 1_000) {
                    try await desk.send(messages[start..<(start + 1_000)].map { .message($0) }, batchSize: 250)
                }
            }
            for number in 1...4 {
                let goal = Int64(number * 3_000)
                try await eventually(
                    "nothing is stored", within: .seconds(40), every: .milliseconds(5)
                ) {
                    try await world.count("SELECT position FROM messaging.head") >= goal
                }
                // The one that serves the queue: the other stands by.
                for service in await world.services where await service.isRunning {
                    if try await service.metric("kauri_messages_stored_total") ?? 0 > 0 || number % 2 == 0 {
                        await service.kill()
                        try await service.launch()
                        break
                    }
                }
            }
            try await sending.value
            try await desk.waitForHead(Int64(total), within: .seconds(90))
            #expect(try await world.count("SELECT count(*) FROM messaging.log") == Int64(total))
            #expect(try await world.count("SELECT count(DISTINCT message_id) FROM messaging.log") == Int64(total))
            #expect(try await world.gapInTheLog() == nil)
            let swapped = try await world.count(
                """
                SELECT count(*) FROM (SELECT sender_id::int AS number, lag(sender_id::int) OVER (ORDER BY position) AS earlier
                FROM messaging.log) AS log WHERE number < earlier
                """)
            #expect(swapped == 0)
            await desk.close()
        }
    }

    @Test("Many who append at once get positions without a gap, and roll back without a trace")
    func manyWriters() async throws {
        try await World.with(WorldPlan(services: 0), purpose: "many writers") { world in
            let logger = world.logger
            let configuration = world.serviceDatabase
            try await withThrowingTaskGroup(of: Int.self) { group in
                for writer in 0..<6 {
                    group.addTask {
                        let connection = try await PostgresConnection.connect(configuration, logger: logger)
                        var stored = 0
                        for turn in 0..<60 {
                            let entries = try (0..<(1 + turn % 7)).map {
                                // Every tenth turn repeats what the neighbour says too.
                                let id = turn % 10 == 0 ? "shared-\(turn)-\($0)" : "\(writer)-\(turn)-\($0)"
                                return LogEntry(try message(id, from: "asha", to: .everyone))
                            }
                            let append = LogAppend(entries)
                            let isRolledBack = turn % 5 == 3
                            let end = isRolledBack ? Statement.rollback : Statement.commit
                            let results = try await connection.run([.begin] + append.statements + [end])
                            guard !isRolledBack else { continue }
                            let appended = try append.appended(results.dropLast()[...])
                            for place in appended.places { if case .new = place { stored += 1 } }
                        }
                        await connection.close()
                        return stored
                    }
                }
                var stored = 0
                for try await count in group { stored += count }
                #expect(try await world.count("SELECT position FROM messaging.head") == Int64(stored))
            }
            #expect(try await world.gapInTheLog() == nil)
        }
    }

    @Test("An outage of the database is waited out")
    func databaseAway() async throws {
        try await World.withOwnStack(settings: ["KAURI_ROLES": "messages"], purpose: "messages outage") { world in
            let desk = try await PersistDesk(world)
            try await desk.send([.message(try message("before", from: "asha", to: .everyone))])
            try await desk.waitForRecords(1)
            try await world.stack.run("kill-database")
            try await desk.send([.message(try message("during", from: "asha", to: .everyone))])
            try await world.service.untilNotReady()
            try await world.stack.run("restart-database")
            try await desk.waitForHead(2, within: .seconds(60))
            try await world.service.untilReady()
            #expect(try await world.gapInTheLog() == nil)
            await desk.close()
        }
    }
}
