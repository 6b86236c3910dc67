import TestWorld
import Testing

/// Several instances, and the end of one.
@Suite(.world()) struct InstanceChatTests {
    @Test func peopleOfTwoInstancesReachEachOther() async throws {
        let world = try World.here
        let (north, south) = (try await world.startMessaging(), try await world.startMessaging())
        let rob = try await Talker.connect("two.rob", to: north, in: world)
        let sue = try await Talker.connect("two.sue", to: south, in: world)
        for number in 0..<20 {
            try await rob.send("r\(number)", to: "two.sue")
            try await sue.send("s\(number)", to: "two.rob")
        }
        let all = (0..<20).flatMap { ["r\($0)", "s\($0)"] }
        for talker in [rob, sue] {
            try await eventually("not everything has come") { await talker.bodies.count == 40 }
            #expect(await talker.bodies == all)
        }
    }

    @Test func whoeverIsSentAwayGoesOnElsewhere() async throws {
        let world = try World.here
        let (first, second) = (try await world.startMessaging(), try await world.startMessaging())
        let tom = try await Talker.connect("drain.tom", to: first, in: world)
        let una = try await Talker.connect("drain.una", to: second, in: world)
        try await una.send("before", to: "drain.tom")
        _ = try await tom.first("message")
        let cursor = try await untilFound("no cursor") { await tom.cursor }
        try await first.process.stop()
        #expect(try await tom.first("bye").text("reason") == "restart")
        #expect(try await tom.closed() == 1012)
        try await una.send("meanwhile", to: "drain.tom")
        let again = try await Talker.connect("drain.tom", to: second, in: world, cursor: cursor)
        _ = try await again.first("message") { $0.text("body") == "meanwhile" }
    }

    @Test func aKilledInstanceLosesNothingThatWasAccepted() async throws {
        let world = try World.here
        let (first, second) = (try await world.startMessaging(), try await world.startMessaging())
        let vic = try await Talker.connect("kill.vic", to: first, in: world)
        for number in 0..<50 { try await vic.send("\(number)", to: "kill.wes") }
        await first.process.kill()
        let wes = try await Talker.connect("kill.wes", to: second, in: world, cursor: "0")
        try await eventually("not everything has come") { await wes.bodies.count == 50 }
        #expect(await wes.bodies == (0..<50).map { "\($0)" })
    }
}
