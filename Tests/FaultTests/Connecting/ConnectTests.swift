import Contracts
import Foundation
import TestWorld
import Testing

/// People connect at any moment of another's send, on the sender's instance and on another one.
@Suite("Connecting in the middle of a send", .world(), .timeLimit(.minutes(20)))
struct ConnectTests {
    /// How many connect: `KAURI_CONNECTS`, or what takes less than a minute.
    private static let count = ProcessInfo.processInfo.environment["KAURI_CONNECTS"].flatMap { Int($0) } ?? 2_000

    @Test("Whoever connects at any moment of another's send gets the message, on the same and on another instance")
    func theMessageComes() async throws {
        let world = try World.here
        let settings = [
            "KAURI_RATE_PER_SECOND": "100000", "KAURI_RATE_BURST": "100000",
            // Fifty at once may be slow to greet on a small machine.
            "KAURI_SOCKET_HELLO_TIMEOUT": "60s",
        ]
        let services = [
            try await world.startMessaging(settings: settings), try await world.startMessaging(settings: settings),
        ]
        var sender = try await Talker.connect("moment.sender", to: services[0], in: world)
        var start = Position.start
        var spread = Duration.milliseconds(100)
        var (missed, notOwed, live, again) = ([String](), 0, 0, 0)
        for number in 0..<(Self.count / ConnectRound.people) {
            // What one connection has heard is looked through again and again.
            if number % 10 == 9 {
                await sender.hangUp()
                sender = try await Talker.connect(
                    "moment.sender", to: services[0], in: world, cursor: start.description)
            }
            let round = ConnectRound(
                number: number, world: world, sender: sender, services: services, start: start, spread: spread)
            let (outcomes, positions, end) = try await round.run()
            for (index, outcome) in outcomes.enumerated() {
                let isOwed = positions[index] > outcome.cursor
                if !isOwed { notOwed += 1 }
                if isOwed && outcome.copies == 0 || outcome.identifiers > 1 {
                    missed.append("round \(number), person \(index), position \(positions[index]): \(outcome)")
                }
                if outcome.wasLive { live += 1 }
                again += max(outcome.copies - 1, 0)
            }
            start = end
            spread = min((outcomes.map(\.welcomed).max() ?? spread) * 3 / 2, .seconds(2))
        }
        FaultRun.say(
            """
            connects: \(Self.count), half of them on another instance; \(live) got the message before its commit, \
            \(notOwed) came after it and asked for what follows, \(again) got it twice, \(missed.count) missed it
            """)
        #expect(missed == [])
    }
}
