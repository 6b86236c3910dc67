import Contracts

extension Book {
    /// The party that a command names.
    func party(_ id: PartyID, field: String) throws(CommandError) -> Party {
        guard let party = parties[id] else {
            throw CommandError(.partyNotFound, "no party with this id is registered", field: field)
        }
        guard !party.isErased else { throw CommandError(.partyErased, "the party has been erased", field: field) }
        return party
    }
}
