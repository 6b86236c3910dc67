/// In which role somebody acts, as the sender states it.
public enum Role: String, CaseIterable, Sendable {
    case user, host, vendor, seller, admin, service, provider
}

/// Who acts in a command, as the sender states it.
public struct Actor: Hashable, Sendable {
    /// The acting person or service.
    public let id: PartyID
    /// In which role.
    public let role: Role

    /// Names an actor.
    public init(id: PartyID, role: Role) {
        self.id = id
        self.role = role
    }
}

/// How the sender of a message was proven; stored with every outcome.
public enum Proof: Int16, Sendable {
    /// Not at all.
    case none = 0
    /// The broker compared the message's `user_id` with the connection's user.
    case broker = 1
    /// A signed token named the subject.
    case token = 2
}

/// The authenticated sender, within whose name message ids are unique.
public struct Subject: Hashable, Sendable, CustomStringConvertible {
    /// `broker:<user>`, `token:<subject>` or `anonymous`: the prefix keeps one kind from posing as another.
    public let text: String
    /// How it was proven.
    public let proof: Proof

    /// Nobody in particular: the broker gave no `user_id` and there was no token.
    public static let anonymous = Subject(text: "anonymous", proof: .none)

    /// A sender whom the broker vouches for.
    public static func broker(user: String) -> Subject { Subject(text: "broker:\(user)", proof: .broker) }

    /// A sender whom a signed token names.
    public static func token(subject: String) -> Subject { Subject(text: "token:\(subject)", proof: .token) }

    private init(text: String, proof: Proof) {
        self.text = text
        self.proof = proof
    }

    public var description: String { text }
}
