import Contracts
import Crypto
import Foundation
import TestWorld
import Testing

/// A conversation that people have really had: a guest, and a desk that answers.
struct Dialogue: Sendable {
    /// One thing that was said.
    struct Turn: Sendable {
        /// The sender's own id of it.
        let id: String
        let isGuests: Bool
        let text: String
    }

    /// Its name in the data set.
    let name: String
    let guest: PartyID
    let desk: PartyID
    /// Where it goes: the conversation of the two, or one that was made for it.
    let conversation: ConversationID
    var turns: [Turn] = []

    func speaker(of turn: Turn) -> PartyID { turn.isGuests ? guest : desk }
}

/// All conversations of a data set; `<name>/messages.jsonl.gz`.
struct Dialogues {
    /// How a conversation comes to be.
    enum Form {
        /// With its first message.
        case direct
        /// By a command.
        case made
    }

    /// How many desks there are; each pair of a guest and a desk has one conversation.
    private static let desks = 40

    private(set) var all: [Dialogue] = []

    static func file(_ name: String) -> URL? { DataSet.file("\(name)/messages.jsonl.gz") }

    init(_ name: String, _ form: Form) throws {
        let bytes = try DataSet.unpacked(try #require(Self.file(name)))
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let row = try Document(Array(line))
            let dialogue = try #require(row.text("conversation_id"))
            if all.last?.name != dialogue { all.append(try Self.dialogue(dialogue, number: all.count, name, form)) }
            let turn = Dialogue.Turn(
                id: "\(dialogue)/\(try #require(row.text("turn")))", isGuests: row.text("speaker") == "USER",
                text: try #require(row.text("text")))
            all[all.count - 1].turns.append(turn)
        }
    }

    /// How many things were said.
    var messages: Int { all.reduce(0) { $0 + $1.turns.count } }

    private static func dialogue(_ name: String, number: Int, _ set: String, _ form: Form) throws -> Dialogue {
        let guest = try party("\(set):guest:\(number / desks)")
        let desk = try party("\(set):desk:\(number % desks)")
        let direct = ConversationID(directDigest: SHA256.hash(data: Data(ConversationID.preimage(guest, desk))))
        let made = try #require(ConversationID(text: name))
        return Dialogue(name: name, guest: guest, desk: desk, conversation: form == .direct ? direct : made)
    }
}
