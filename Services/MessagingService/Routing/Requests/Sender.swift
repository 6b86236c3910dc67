import Contracts

/// Who sends, as a token or the broker proves it.
public struct Sender: Hashable, Sendable {
    /// The person or the service.
    public var person: PartyID
    /// In which role.
    public var role: Role
    /// How it was proven.
    public var proof: Proof

    /// Names a sender.
    public init(person: PartyID, role: Role, proof: Proof) {
        self.person = person
        self.role = role
        self.proof = proof
    }

    /// Whether it may send to everyone, to topics, to lists and into inboxes, and in the name of others.
    public var isTrusted: Bool { proof != .none && (role == .admin || role == .service) }
}
