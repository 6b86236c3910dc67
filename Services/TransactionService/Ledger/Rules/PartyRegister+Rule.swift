import Contracts

extension PartyRegister: LedgerRule {
    func collect(_ needs: inout Needs) {
        needs.parties.insert(party)
        if let phone { needs.phones.insert(phone) }
    }

    /// How well somebody is known, and whether as one of the operator's people, is not theirs to say.
    func isPermitted(to actor: Actor, in book: Book) -> Bool {
        !actor.isBoundToOwn || (actor.id == party && kycLevel == 0 && partyType != .admin && partyType != .service)
    }

    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        guard book.parties[party] == nil else {
            throw CommandError(.partyExists, "a party with this id is registered already", field: "party")
        }
        if let phone, book.phones[phone] != nil {
            throw CommandError(.phoneNumberTaken, "the telephone number belongs to another party", field: "phone")
        }
        var change = Change()
        change.party = Party(
            id: party, type: partyType, name: name, language: language, timeZone: timeZone, phone: phone,
            kycLevel: kycLevel, metadata: context.metadata)
        return change
    }
}
