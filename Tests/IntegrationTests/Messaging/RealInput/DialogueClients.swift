import Contracts
import Foundation
import MessagingClient
import NIOHTTP1
import NIOPosix
import TestWorld
import Testing

/// Everybody of a data set, connected over WebSocket and HTTP to one instance.
struct DialogueClients: Sendable {
    let mailroom = Mailroom()
    private let address: MessagingAddress
    private let world: World
    private var sessions: [PartyID: MessagingSession] = [:]
    private var tokens: [PartyID: String] = [:]
    private var readers: [Task<Void, Never>] = []
    private let doors: [HTTPConnection]

    /// How many requests are under way at once.
    static let width = 16

    init(_ dialogues: Dialogues, at service: MessagingServiceProcess, in world: World) async throws {
        let address = MessagingAddress(host: "127.0.0.1", port: Int(try service.port))
        self.address = address
        self.world = world
        let loops = MultiThreadedEventLoopGroup.singleton
        doors = (0..<Self.width).map { _ in HTTPConnection(address, on: loops.next()) }
        for person in Set(dialogues.all.flatMap { [$0.guest, $0.desk] }) {
            let token = try await world.token(person.text, lifetime: 3_600)
            let (session, _) = try await MessagingSession.open(address, token: token, device: "test", on: loops)
            tokens[person] = token
            sessions[person] = session
            readers.append(Task { [mailroom] in await mailroom.read(session, of: person) })
        }
    }

    func close() async {
        for session in sessions.values { await session.close() }
        for reader in readers { await reader.value }
        for door in doors { await door.close() }
    }

    /// Makes the conversation of a dialogue, as its guest.
    func make(_ dialogue: Dialogue, lane: Int) async throws {
        let body = """
            {"id":"\(dialogue.conversation)","members":[{"person":"\(dialogue.guest)","role":"owner"},\
            {"person":"\(dialogue.desk)","role":"member"}]}
            """
        let answer = try await doors[lane].request(
            .POST, "/v1/conversations", token: tokens[dialogue.guest], body: Array(body.utf8))
        try #require(answer.isSuccess, "\(dialogue.name): \(answer.text)")
    }

    /// Plays a dialogue: nobody speaks before what was said last is accepted.
    ///
    /// - Returns: the messages' ids.
    func play(_ dialogue: Dialogue) async throws -> [MessageID] {
        var ids: [MessageID] = []
        for turn in dialogue.turns {
            let session = try #require(sessions[dialogue.speaker(of: turn)])
            // Between two people the conversation is found by whom it goes to.
            let other = turn.isGuests ? dialogue.desk : dialogue.guest
            let draft = MessageDraft(
                id: turn.id, to: dialogue.conversation.isDirect ? .person(other) : .conversation(dialogue.conversation),
                body: turn.text)
            ids.append(try #require(try await session.send(draft), "\(turn.id)"))
        }
        return ids
    }

    /// The whole history of a dialogue as its desk reads it, the oldest first.
    func history(of dialogue: Dialogue, lane: Int) async throws -> [Document] {
        var messages: [Document] = []
        var before = ""
        while true {
            let answer = try await get(
                "/v1/conversations/\(dialogue.conversation)/messages?limit=200\(before)", as: dialogue.desk, lane)
            messages += answer.objects("messages")
            guard let next = answer.text("next") else { return messages.reversed() }
            before = "&before=\(next)"
        }
    }

    /// Whether a message is found by words, by the guest, in the dialogue's conversation.
    func finds(_ id: MessageID, by words: String, in dialogue: Dialogue, lane: Int) async throws -> Bool {
        let text = try #require(words.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
        var cursor = ""
        while true {
            let answer = try await get(
                "/v1/search?q=\(text)&conversation=\(dialogue.conversation)&limit=100\(cursor)", as: dialogue.guest,
                lane)
            if answer.objects("items").contains(where: { $0.text("id") == id.text }) { return true }
            guard let next = answer.text("next_cursor") else { return false }
            cursor = "&cursor=\(next)"
        }
    }

    private func get(_ target: String, as person: PartyID, _ lane: Int) async throws -> Document {
        let answer = try await doors[lane].request(.GET, target, token: tokens[person])
        try #require(answer.isSuccess, "\(target): \(answer.text)")
        return try Document(answer.body)
    }
}
