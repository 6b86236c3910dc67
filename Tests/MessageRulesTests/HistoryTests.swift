import Contracts
import MessageRules
import Testing

/// Random histories against a model that knows nothing of books: who takes part where, kept in plain sets.
@Suite("Histories of conversations")
struct HistoryTests {
    private struct Model {
        var roles: [String: [String: String]] = [:]

        /// Carries a command out, or says why not.
        mutating func submit(_ command: any Command, as actor: Actor?) -> ErrorCode? {
            let bound = actor.flatMap { Set<Role>.people.contains($0.role) ? $0.id.text : nil }
            switch command {
            case let command as ConversationCreate:
                let joining = command.members.map { ($0.person.text, $0.role.rawValue) }
                if let bound, !joining.contains(where: { $0 == (bound, "owner") }) { return .forbidden }
                guard roles[command.id.text] == nil else { return .conversationExists }
                roles[command.id.text] = Dictionary(uniqueKeysWithValues: joining)
            case let command as ConversationAddMembers:
                guard let now = roles[command.id.text] else { return .conversationNotFound }
                if let bound, now[bound] != "owner" { return .forbidden }
                if command.members.contains(where: { now[$0.person.text] != nil }) { return .alreadyAMember }
                for member in command.members { roles[command.id.text]?[member.person.text] = member.role.rawValue }
            case let command as ConversationRemoveMembers:
                return change(command.id.text, bound, mayLeave: command.members.map(\.text)) { now in
                    for person in command.members where now.removeValue(forKey: person.text) == nil {
                        return .notAMember
                    }
                    return nil
                }
            case let command as ConversationSetRole:
                return change(command.id.text, bound, mayLeave: []) { now in
                    now.updateValue(command.role.rawValue, forKey: command.person.text) == nil ? .notAMember : nil
                }
            default: return .unknownType
            }
            return nil
        }

        private mutating func change(
            _ id: String, _ bound: String?, mayLeave leaving: [String],
            _ body: (inout [String: String]) -> ErrorCode?
        ) -> ErrorCode? {
            guard let before = roles[id] else { return .conversationNotFound }
            if let bound, leaving != [bound], before[bound] != "owner" { return .forbidden }
            var after = before
            if let code = body(&after) { return code }
            let ownerless = before.values.contains("owner") && !after.values.contains("owner") && !after.isEmpty
            if bound != nil, ownerless { return .statusConflict }
            roles[id] = after
            return nil
        }
    }

    private let people: [PartyID]
    private let groups: [ConversationID]

    init() throws {
        people = try ["a", "b", "c", "d"].map { try person($0) }
        groups = try ["g1", "g2"].map { try group($0) }
    }

    private func command(_ random: inout SplitMix) -> any Command {
        let id = random.pick(groups)
        let some = people.shuffled(using: &random).prefix(Int.random(in: 1...2, using: &random))
        let roles = Conversation.MemberRole.allCases
        let members = some.map { Conversation.Member(person: $0, role: random.pick(roles)) }
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return ConversationCreate(id: id, members: members)
        case 1...3: return ConversationAddMembers(id: id, members: members)
        case 4, 5: return ConversationRemoveMembers(id: id, members: Array(some))
        default: return ConversationSetRole(id: id, person: random.pick(people), role: random.pick(roles))
        }
    }

    @Test("A history does what the model says, wherever its groups begin and end", arguments: 0..<20)
    func history(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        var model = Model()
        var book = MessageBook(now: TestBook.now)
        var stored: [CommandKey: StoredMessageOutcome] = [:]
        var versions: [ConversationID: Int64] = [:]
        for step in 0..<400 {
            if Int.random(in: 0..<5, using: &random) == 0 { book = reloaded(book, &stored) }
            let command = command(&random)
            let actor: Actor? = Bool.random(using: &random) ? .user(random.pick(people)) : nil
            let expected = model.submit(command, as: actor)
            let outcome = book.submit(.test(command, as: actor, id: "\(step)"))
            switch outcome.status {
            case .committed, .replayed: #expect(expected == nil, "\(step): \(command)")
            case .refused(let error), .rejected(let error): #expect(error.code == expected, "\(step): \(command)")
            }
            for (id, conversation) in book.conversations {
                let roles = Dictionary(
                    uniqueKeysWithValues: conversation.members.map { ($0.key.text, $0.value.rawValue) })
                #expect(roles == model.roles[id.text])
                #expect(conversation.version >= versions[id] ?? 1)
                versions[id] = conversation.version
            }
            for person in people {
                let count = book.conversations.values.count { $0.members[person] != nil }
                #expect(book.memberships[person, default: 0] == count)
            }
        }
        book = reloaded(book, &stored)
        #expect(book.outcomes.count == stored.count && !stored.isEmpty)
    }

    /// What a store would load for the next group.
    private func reloaded(
        _ book: MessageBook, _ stored: inout [CommandKey: StoredMessageOutcome]
    ) -> MessageBook {
        for outcome in book.decided {
            stored[outcome.envelope.key] = StoredMessageOutcome(
                fingerprint: outcome.fingerprint, document: outcome.document)
        }
        var last: [ConversationID: Int64] = [:]
        for case .conversation(let conversation) in book.changes {
            #expect(conversation.version == (last[conversation.id].map { $0 + 1 } ?? conversation.version))
            last[conversation.id] = conversation.version
        }
        return MessageBook(
            now: TestBook.now, conversations: Array(book.conversations.values), settings: Array(book.settings.values),
            memberships: book.memberships, outcomes: stored)
    }
}

/// A small random generator whose histories repeat from a seed.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: elements.indices, using: &self)]
    }
}
