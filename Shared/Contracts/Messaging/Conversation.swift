/// A conversation: who takes part in it, and in which role.
public struct Conversation: Hashable, Sendable {
    /// The most members of one.
    public static let mostMembers = 1_000

    /// What a member may do.
    public enum MemberRole: String, CaseIterable, Sendable {
        /// Reads, writes, adds and removes members, changes roles and the title.
        case owner
        /// Reads and writes.
        case member
        /// Reads.
        case reader
    }

    /// A person with a role.
    public struct Member: Hashable, Sendable {
        /// Who.
        public var person: PartyID
        /// In which role.
        public var role: MemberRole

        /// Makes a member.
        public init(person: PartyID, role: MemberRole = .member) {
            self.person = person
            self.role = role
        }
    }

    /// The most bytes of a title.
    public static let longestTitle = 256
    /// The most conversations of one person.
    public static let mostOfAPerson = 10_000

    /// Which one.
    public var id: ConversationID
    /// Counts its changes from 1; a direct conversation that nobody has changed has 0.
    public var version: Int64
    /// A name for people; up to 256 bytes; nil for none.
    public var title: String?
    /// Who takes part.
    public var members: [PartyID: MemberRole]

    /// Makes a conversation.
    public init(id: ConversationID, version: Int64, title: String? = nil, members: [PartyID: MemberRole]) {
        self.id = id
        self.version = version
        self.title = title
        self.members = members
    }
}
