import BookingDay
import Contracts
import Crypto
import MessagingClient

extension TalkRun {
    /// What the history has of the day's messages, as the hosts read it: the bodies under a sender's id, one where all is right.
    func history() async throws -> [String: [String]] {
        var readers: [ConversationID: PartyID] = [:]
        for talk in talks { readers[Self.conversation(of: talk)] = talk.host }
        let book = HistoryBook()
        var progress = Progress("history", total: readers.count)
        try await Self.each(Array(readers), { progress.show($0) }) { entry, lane in
            try await book.add(read(entry.key, as: entry.value, lane))
        }
        let bodies = await book.bodies
        progress.end("\(Terminal.grouped(bodies.count)) messages of \(Terminal.grouped(readers.count)) conversations")
        return bodies
    }

    private static func conversation(of talk: BookingTalk) -> ConversationID {
        talk.group
            ?? ConversationID(directDigest: SHA256.hash(data: ConversationID.preimage(talk.guest, talk.host)))
    }

    private func read(_ conversation: ConversationID, as person: PartyID, _ lane: Int) async throws -> [JSONObject] {
        var messages: [JSONObject] = []
        var before = ""
        while true {
            let answer = try await doors[lane].request(
                .GET, "/v1/conversations/\(conversation)/messages?limit=200\(before)", token: people[person]?.token)
            guard answer.isSuccess, let page = (try? JSONReader.read(answer.body))?.asObject else {
                throw OperatorFailure(
                    .wrong, "the history of \(conversation) cannot be read: \(answer.status) \(answer.text)")
            }
            messages += page["messages"]?.asArray?.compactMap(\.asObject) ?? []
            guard let next = page["next"]?.asString else { return messages }
            before = "&before=\(next)"
        }
    }

    /// Does something for each element, a few at once.
    ///
    /// - Parameters:
    ///   - show: called with how many are done.
    ///   - body: also gets a lane, which no other element has at the same time.
    static func each<Element: Sendable>(
        _ elements: [Element], _ show: (Int) -> Void = { _ in },
        _ body: @escaping @Sendable (Element, Int) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Int.self) { group in
            var rest = elements[...]
            func begin(_ lane: Int) {
                guard let element = rest.popFirst() else { return }
                group.addTask {
                    try await body(element, lane)
                    return lane
                }
            }
            for lane in 0..<width { begin(lane) }
            var done = 0
            while let lane = try await group.next() {
                done += 1
                show(done)
                begin(lane)
            }
        }
    }
}

/// Collects what several readers of the history find.
private actor HistoryBook {
    private(set) var bodies: [String: [String]] = [:]

    func add(_ messages: [JSONObject]) {
        for message in messages {
            guard let id = message["sender_id"]?.asString else { continue }
            bodies[id, default: []].append(message["body"]?.asString ?? "")
        }
    }
}
