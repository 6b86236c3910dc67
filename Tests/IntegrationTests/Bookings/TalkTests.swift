import Foundation
import TestWorld
import Testing

/// A day's bookings, with what their people write to each other and are told.
@Suite("A day's conversations", .world(), .timeLimit(.minutes(4)))
struct TalkTests {
    private static let day = ["simulate", "--seed", "3", "--bookings", "60", "--conversations", "40", "--json"]

    @Test("What is sent is received and kept, money is told to whom it has come, and a second run says nothing new")
    func played() async throws {
        let world = try World.here
        let settings = try await world.messaging().toolSettings
        let first = try await world.runTool(Self.day, settings: settings)
        try #require(first.status == 0, "\(first.output)")
        let talk = try Document(#require(first.document()["talk"]?.asObject))
        let messages = try #require(talk.number("messages"))
        #expect(talk.number("conversations") == 40 && talk.number("made") == 10)
        #expect(messages > 120 && talk.number("sent.broker") == 40)
        #expect(talk.number("sent.websocket") == messages - 40)
        #expect(talk.number("received") == messages && talk.number("persisted") == messages)
        let told = try #require(talk.number("notifications.expected"))
        #expect(told > 60 && talk.number("notifications.missing") == 0)
        #expect(talk.number("notifications.received") == told)
        for kind in ["deposit_received", "payment_received"] {
            #expect(talk.number("notifications.by_kind.\(kind)") ?? 0 > 10, "\(kind)")
        }
        let sql = "SELECT count(*)::text FROM messaging.log WHERE sender_id LIKE 'day3-%/talk/%'"
        #expect(try await world.text(sql) == "\(messages)")

        let second = try await world.runTool(Self.day, settings: settings)
        try #require(second.status == 0, "\(second.output)")
        let again = try Document(#require(second.document()["talk"]?.asObject))
        #expect(again.number("received") == messages && again.number("persisted") == messages)
        #expect(again.number("notifications.expected") == 0 && again.number("notifications.received") == told)
        #expect(try await world.text(sql) == "\(messages)")
    }

    @Test("Without messaging-service the day is the ledger's alone, and it says so")
    func ledgerAlone() async throws {
        let run = try await World.here.runTool(["simulate", "--seed", "4", "--bookings", "10", "--json"])
        #expect(run.status == 0)
        #expect(run.output.contains("no conversations and notifications: KAURI_MESSAGING_URL is not set"))
        #expect(try run.document()["talk"] == nil)
    }
}

extension Document {
    fileprivate func number(_ path: String) -> Int? { text(path).flatMap { Int($0) } }
}
