import Contracts

/// What a directory does not know and has to be told before a message can be judged or a session begin.
public struct Missing: Hashable, Sendable {
    /// To be asked by `conversation.get`.
    public var conversations: Set<ConversationID>
    /// To be asked by `person.get`.
    public var people: Set<PartyID>

    /// Makes a list.
    public init(conversations: Set<ConversationID> = [], people: Set<PartyID> = []) {
        self.conversations = conversations
        self.people = people
    }

    /// Whether nothing is missing.
    public var isEmpty: Bool { conversations.isEmpty && people.isEmpty }

    /// Adds another list.
    public mutating func formUnion(_ other: Missing) {
        conversations.formUnion(other.conversations)
        people.formUnion(other.people)
    }
}

/// What `person.get` tells of somebody.
public struct PersonState: Hashable, Sendable {
    /// What they have chosen.
    public var settings: PersonSettings
    /// Where they take part.
    public var conversations: [ConversationID: Conversation.MemberRole]

    /// Makes a state; without arguments that of somebody who has chosen nothing and takes part in nothing.
    public init(settings: PersonSettings, conversations: [ConversationID: Conversation.MemberRole] = [:]) {
        self.settings = settings
        self.conversations = conversations
    }
}
