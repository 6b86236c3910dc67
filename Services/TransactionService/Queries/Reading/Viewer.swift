import Contracts

/// Who asks: a service sees everything, a person what is their own.
struct Viewer: Sendable {
    /// The person; nil for a service, an administrator or a provider.
    let person: PartyID?

    init(_ actor: Actor?) {
        person = actor.flatMap { Set<Role>.people.contains($0.role) ? $0.id : nil }
    }

    /// Insists that what belongs to `owner` may be seen; system accounts belong to nobody.
    func require(owner: String?) throws(CommandError) {
        guard let person, person.text != owner else { return }
        throw Self.forbidden
    }

    /// Insists on somebody who may see what belongs to others.
    func requireOperator() throws(CommandError) {
        guard person != nil else { return }
        throw Self.forbidden
    }

    /// What a person is told who asks for something that belongs to somebody else, or may not even exist.
    static let forbidden = CommandError(.forbidden, "a person sees only what is their own", field: "actor")
}
