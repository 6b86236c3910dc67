import Contracts

extension Router {
    /// An answer of `person.get`; people of whom nothing is stored are answered with empty settings.
    public mutating func learn(people: [PersonState], asOf head: Position, at now: Timestamp) {
        let ids = Set(people.map(\.settings.person))
        asking.ended(Missing(people: ids))
        let awaited = ids.intersection(directory.awaited)
        let stale = directory.learn(people, asOf: head)
        asking.want(Missing(people: stale))
        for person in awaited.subtracting(stale) {
            for id in sessionsOf[person] ?? [] { begin(id) }
            announce(person, isOnline: true)
        }
        settle(Missing(people: ids.subtracting(stale)), at: now)
    }

    /// An answer of `conversation.get`: what was asked for, and which of it there is.
    public mutating func learn(
        conversations: [Conversation], asked: Set<ConversationID>, asOf head: Position, at now: Timestamp
    ) {
        asking.ended(Missing(conversations: asked))
        let stale = directory.learn(asked, found: conversations, asOf: head)
        asking.want(Missing(conversations: stale))
        settle(Missing(conversations: asked.subtracting(stale)), at: now)
    }

    /// A question was not answered: who waits for it is refused; clients go on waiting, and it is asked again.
    public mutating func askFailed(_ missing: Missing, at now: Timestamp) {
        asking.ended(missing)
        refuse(parking.takeWaiting(for: missing))
    }

    mutating func refuse(_ requests: [Parking.Request]) {
        for request in requests {
            actions.append(
                .settled(
                    request.ticket, .refused(CommandError(.unavailable, "the sender could not be checked: try again"))))
        }
    }

    /// Decides about those who have waited for this, as far as it is known.
    mutating func settle(_ known: Missing, at now: Timestamp) {
        guard !known.isEmpty else { return }
        for request in parking.takeWaiting(for: known) {
            let submission = decide(request, at: now)
            if submission != .waits { actions.append(.settled(request.ticket, submission)) }
        }
    }
}
