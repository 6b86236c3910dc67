import Contracts
import MessagingClient
import TestWorld
import Testing

/// What people have really said, in seven languages: sent, received, read again and found, byte for byte.
@Suite("Real conversations", .world(), .timeLimit(.minutes(15)))
struct RealConversationTests {
    /// So that the limits for one person and one slow client, which have tests of their own, are not in the way of forty busy desks.
    private static let settings = [
        "KAURI_RATE_BURST": "1000000", "KAURI_RATE_PER_SECOND": "1000000", "KAURI_MAILBOX_FRAMES": "100000",
        "KAURI_MAILBOX_SIZE": "64MiB",
    ]

    @Test(
        "The 29,474 messages of MultiWOZ, each dialogue between two people",
        .enabled(if: Dialogues.file("multiwoz") != nil, "KAURI_DATA names no folder with multiwoz/messages.jsonl.gz"))
    func multiWOZ() async throws {
        let dialogues = try Dialogues("multiwoz", .direct)
        try #require(dialogues.messages == 29_474 && dialogues.all.count == 1_999)
        try await play(dialogues)
    }

    @Test(
        "The 9,029 messages of AfriWOZ, each dialogue in a conversation of its own; 855 of them are not NFC",
        .enabled(if: Dialogues.file("afriwoz") != nil, "KAURI_DATA names no folder with afriwoz/messages.jsonl.gz"))
    func afriWOZ() async throws {
        let dialogues = try Dialogues("afriwoz", .made)
        try #require(dialogues.messages == 9_029 && dialogues.all.count == 141)
        let unusual = dialogues.all.flatMap(\.turns).count { SearchWords.isUnusual($0.text) }
        try #require(unusual == 855)
        try await play(dialogues)
    }

    private func play(_ dialogues: Dialogues) async throws {
        let world = try World.here
        let service = try await world.startMessaging(settings: Self.settings)
        let clients = try await DialogueClients(dialogues, at: service, in: world)
        if dialogues.all.contains(where: { !$0.conversation.isDirect }) {
            try await Self.each(dialogues.all) { try await clients.make($0, lane: $1) }
        }
        let ids = try await Self.each(dialogues.all) { dialogue, _ in try await clients.play(dialogue) }
        let accepted = ContinuousClock.now

        // Both have all of it: who has sent a message is told where it stands.
        let expected = 2 * dialogues.messages
        var arrived = 0
        try await eventually("\(arrived) of \(expected) messages have arrived", within: .seconds(60)) {
            arrived = await clients.mailroom.count
            return arrived >= expected
        }
        #expect(await clients.mailroom.leftOut == 0)
        for (dialogue, ids) in zip(dialogues.all, ids) { await Self.compareArrivals(dialogue, ids, clients.mailroom) }
        try await Self.each(dialogues.all) { try await Self.compareHistory($0, clients, lane: $1) }

        try await find(dialogues, ids, clients, since: accepted)
        await clients.close()
    }

    /// Each of the two has received every message, byte for byte, and those of the other in the order in which they were said.
    private static func compareArrivals(_ dialogue: Dialogue, _ ids: [MessageID], _ mailroom: Mailroom) async {
        for person in [dialogue.guest, dialogue.desk] {
            let arrivals = await mailroom.arrivals(of: person, in: dialogue.conversation)
            let bodies = Dictionary(arrivals.map { ($0.id, $0.body) }) { first, _ in first }
            for (turn, id) in zip(dialogue.turns, ids) where bodies[id] != Array(turn.text.utf8) {
                Issue.record("\(person) has received of \(turn.id): \(bodies[id] ?? [])")
            }
            let others = dialogue.turns.filter { dialogue.speaker(of: $0) != person }.map(\.id)
            let heard = arrivals.filter { $0.sender != person }.map(\.senderID)
            #expect(heard == others, "\(dialogue.name): \(person) has heard in another order")
        }
    }

    /// The history has every message in the order in which it was said, byte for byte.
    private static func compareHistory(_ dialogue: Dialogue, _ clients: DialogueClients, lane: Int) async throws {
        let history = try await clients.history(of: dialogue, lane: lane)
        #expect(history.map { $0.text("sender_id") } == dialogue.turns.map(\.id), "\(dialogue.name)")
        for (message, turn) in zip(history, dialogue.turns) {
            let body = message.text("body").map { Array($0.utf8) }
            #expect(body == Array(turn.text.utf8), "\(turn.id)")
        }
    }

    /// A minute after the last message all are found: one of each dialogue, and every one that is not NFC.
    private func find(
        _ dialogues: Dialogues, _ ids: [[MessageID]], _ clients: DialogueClients,
        since accepted: ContinuousClock.Instant
    ) async throws {
        var wanted: [(dialogue: Dialogue, id: MessageID, words: String)] = []
        for (dialogue, ids) in zip(dialogues.all, ids) {
            let all = zip(dialogue.turns, ids).compactMap { turn, id in
                SearchWords(turn.text).query.map { (turn: turn, id: id, words: $0) }
            }
            wanted += all.filter { SearchWords.isUnusual($0.turn.text) }.map { (dialogue, $0.id, $0.words) }
            if let longest = all.max(by: { $0.turn.text.utf8.count < $1.turn.text.utf8.count }) {
                wanted.append((dialogue, longest.id, longest.words))
            }
        }
        try #require(wanted.count >= dialogues.all.count)
        try await Self.each(wanted) { wanted, lane in
            let left = max(accepted + .seconds(60) - .now, .zero)
            try await eventually("\"\(wanted.words)\" is not found", within: left, every: .milliseconds(200)) {
                try await clients.finds(wanted.id, by: wanted.words, in: wanted.dialogue, lane: lane)
            }
        }
    }

    /// Does something with each, several at a time.
    ///
    /// - Parameter body: gets a number below ``DialogueClients/width`` that nobody else has at that time.
    @discardableResult
    private static func each<Item: Sendable, Result: Sendable>(
        _ items: [Item], _ body: @escaping @Sendable (Item, Int) async throws -> Result
    ) async throws -> [Result] {
        try await withThrowingTaskGroup(of: [(Int, Result)].self) { group in
            for lane in 0..<DialogueClients.width {
                group.addTask {
                    var results: [(Int, Result)] = []
                    for index in stride(from: lane, to: items.count, by: DialogueClients.width) {
                        results.append((index, try await body(items[index], lane)))
                    }
                    return results
                }
            }
            var all: [(Int, Result)] = []
            for try await part in group { all += part }
            return all.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}
