import Contracts
import TestWorld
import Testing

/// Every command has one outcome and every change one place in the log, whoever works at once and whoever dies when.
@Suite("Commands about conversations, many at once and with those who die", .timeLimit(.minutes(4)))
struct MessageCommandFaultTests {
    @Test("Instances are killed in the middle: every command is answered, each change is stored once and in order")
    func killed() async throws {
        try await World.with(
            WorldPlan(services: 2, settings: ["KAURI_ROLES": "messages"]), purpose: "commands killed"
        ) { world in
            let people = try await MessageCommander(world)
            try await people.call(try ConversationCreate("busy", owner: "owner"))
            let total = 1_200
            var requests: [Request] = []
            for number in 0..<total {
                // Everybody joins and leaves again and again.
                let person = try party("p\(number % 20)")
                let isJoining = number / 20 % 2 == 0
                let command: any Command =
                    isJoining
                    ? ConversationAddMembers(id: try group("busy"), members: [.init(person: person)])
                    : ConversationRemoveMembers(id: try group("busy"), members: [person])
                requests.append(
                    MessageCommander.request(
                        command, as: isJoining ? try user("owner") : Actor(id: person, role: .user),
                        id: "busy-\(number)"))
            }
            let sending = Task { [requests] in
                for start in stride(from: 0, to: total, by: 60) {
                    try await people.client.send(Array(requests[start..<(start + 60)]))
                }
            }
            for number in 1...3 {
                let goal = Int64(number * total / 5)
                try await eventually(
                    "nothing is decided", within: .seconds(60), every: .milliseconds(5)
                ) {
                    try await world.count("SELECT position FROM messaging.head") >= goal
                }
                for service in await world.services {
                    await service.kill()
                    try await service.launch()
                }
            }
            try await sending.value
            let replies = try await people.client.replies(
                toAll: (0..<total).map { "busy-\($0)" }, within: .seconds(120))
            #expect(replies.allSatisfy { $0.isCommitted })
            let versions = replies.compactMap { $0.text("conversation.version").flatMap { Int($0) } }
            #expect(versions == Array(2...(total + 1)))
            #expect(try await world.members(of: "busy") == "owner owner")
            #expect(try await world.count("SELECT count(*) FROM messaging.log") == Int64(total + 1))
            #expect(try await world.count("SELECT count(*) FROM messaging.outcomes") == Int64(total + 1))
            #expect(try await world.gapInTheLog() == nil)
        }
    }

    @Test("People who join and leave at once, from many clients, end as the log says")
    func concurrent() async throws {
        try await World.with(
            WorldPlan(services: 2, settings: ["KAURI_ROLES": "messages"]), purpose: "commands at once"
        ) { world in
            let first = try await MessageCommander(world)
            for name in ["g0", "g1"] { try await first.call(try ConversationCreate(name, owner: "owner")) }
            let committed = try await withThrowingTaskGroup(of: Int.self) { tasks in
                for number in 0..<4 {
                    tasks.addTask {
                        let people = try await MessageCommander(world)
                        var committed = 0
                        for turn in 0..<60 {
                            let id = try group("g\((number + turn) % 2)")
                            let member = try party("p\(turn % 3)")
                            let command: any Command =
                                turn % 2 == number % 2
                                ? ConversationAddMembers(id: id, members: [.init(person: member)])
                                : ConversationRemoveMembers(id: id, members: [member])
                            let reply = try await people.call(command)
                            if reply.isCommitted { committed += 1 }
                            let expected: Set<ErrorCode?> = [nil, .alreadyAMember, .notAMember]
                            #expect(expected.contains(reply.error), "\(reply.body.text)")
                        }
                        return committed
                    }
                }
                return try await tasks.reduce(0, +)
            }
            #expect(committed > 0)
            #expect(try await world.count("SELECT count(*) FROM messaging.log") == Int64(committed + 2))
            #expect(
                try await world.count("SELECT sum(version)::bigint FROM messaging.conversations")
                    == Int64(committed + 2))
            #expect(try await world.gapInTheLog() == nil)
            // The last record of each is what its rows say.
            let differing = try await world.count(
                """
                SELECT count(*) FROM messaging.conversations AS now JOIN LATERAL (
                    SELECT document::json AS state FROM messaging.log WHERE stream = 'c:' || now.id
                    ORDER BY position DESC LIMIT 1) AS last ON true
                WHERE (last.state ->> 'version')::bigint <> now.version OR json_array_length(last.state -> 'members')
                    <> (SELECT count(*) FROM messaging.members WHERE conversation = now.id)
                """)
            #expect(differing == 0)
        }
    }

    @Test("An outage of the database is waited out, and the answer comes after it")
    func databaseAway() async throws {
        try await World.withOwnStack(settings: ["KAURI_ROLES": "messages"], purpose: "commands outage") { world in
            let people = try await MessageCommander(world)
            try await people.call(try ConversationCreate("before", owner: "owner"))
            try await world.stack.run("kill-database")
            let request = MessageCommander.request(try ConversationCreate("during", owner: "owner"), id: "during")
            try await people.client.send([request])
            try await world.stack.run("restart-database")
            let reply = try await people.client.reply(to: "during", within: .seconds(60))
            #expect(reply.isCommitted && !reply.isReplay, "\(reply.body.text)")
            #expect(try await world.gapInTheLog() == nil)
        }
    }
}
