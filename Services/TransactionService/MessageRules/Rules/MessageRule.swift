import Contracts

/// What a type of command does to a conversation or to what a person has chosen.
protocol MessageRule: Command {
    /// Says what must be loaded.
    func addNeeds(to needs: inout MessageNeeds)

    /// Decides.
    ///
    /// - Parameter actor: who acts; nil where the sender acts for itself, as a service.
    /// - Returns: the new state, whose version is counted by the book; nil where everything is so already.
    /// - Throws: the first rule that the command breaks.
    func decide(in book: MessageBook, _ actor: Actor?) throws(CommandError) -> MessageChange?
}

extension Optional<Actor> {
    /// The person who acts only on what is their own; nil for operators.
    var boundPerson: PartyID? {
        guard let actor = self, Set<Role>.people.contains(actor.role) else { return nil }
        return actor.id
    }
}

extension CommandError {
    /// The refusal to act on what is not one's own.
    static func notYours(_ message: String) -> CommandError { CommandError(.forbidden, message, field: "actor") }
}
