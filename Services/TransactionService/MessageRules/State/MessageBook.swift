import Contracts

/// What a group of commands needs to be decided, and what they have changed so far: the third of them sees the first two.
public struct MessageBook: Sendable {
    /// The database's time, taken once for the group.
    public let now: Timestamp
    /// The conversations that are there, of those that the commands name.
    public private(set) var conversations: [ConversationID: Conversation]
    /// The settings of the people whom the commands name; who has none has chosen nothing.
    public private(set) var settings: [PartyID: PersonSettings]
    /// In how many conversations those are who are to join one; who is not in it is in none.
    public private(set) var memberships: [PartyID: Int]
    /// What was answered before, under the keys of the commands.
    public private(set) var outcomes: [CommandKey: StoredMessageOutcome]
    /// What has been decided and is to be stored, in this order.
    public private(set) var decided: [MessageOutcome] = []
    /// What is to be put into the log, in this order.
    public private(set) var changes: [MessageChange] = []

    /// Makes a book of what was loaded.
    public init(
        now: Timestamp, conversations: [Conversation] = [], settings: [PersonSettings] = [],
        memberships: [PartyID: Int] = [:], outcomes: [CommandKey: StoredMessageOutcome] = [:]
    ) {
        self.now = now
        self.conversations = Dictionary(uniqueKeysWithValues: conversations.map { ($0.id, $0) })
        self.settings = Dictionary(uniqueKeysWithValues: settings.map { ($0.person, $0) })
        self.memberships = memberships
        self.outcomes = outcomes
    }

    /// The conversation of an id.
    ///
    /// - Throws: `conversation_not_found`.
    func conversation(_ id: ConversationID) throws(CommandError) -> Conversation {
        guard let conversation = conversations[id] else {
            throw CommandError(.conversationNotFound, "there is no conversation \(id)", field: "id")
        }
        return conversation
    }

    /// What a person has chosen; nothing at first.
    func settings(of person: PartyID) -> PersonSettings { settings[person] ?? PersonSettings(person: person) }

    /// Takes a change over, and counts it as the next version of what it changes.
    mutating func apply(_ change: MessageChange) -> MessageChange {
        var change = change
        switch change {
        case .conversation(var conversation):
            let before = conversations[conversation.id]
            conversation.version = (before?.version ?? 0) + 1
            for person in conversation.members.keys where before?.members[person] == nil {
                memberships[person, default: 0] += 1
            }
            for (person, _) in before?.members ?? [:] where conversation.members[person] == nil {
                memberships[person, default: 1] -= 1
            }
            conversations[conversation.id] = conversation
            change = .conversation(conversation)
        case .person(var person):
            person.version = settings(of: person.person).version + 1
            settings[person.person] = person
            change = .person(person)
        }
        changes.append(change)
        return change
    }

    /// Keeps a decision.
    mutating func keep(_ outcome: MessageOutcome) {
        decided.append(outcome)
        outcomes[outcome.envelope.key] = StoredMessageOutcome(
            fingerprint: outcome.fingerprint, document: outcome.document)
    }
}

/// The whole state of something after a command.
public enum MessageChange: Hashable, Sendable {
    case conversation(Conversation)
    case person(PersonSettings)
}
