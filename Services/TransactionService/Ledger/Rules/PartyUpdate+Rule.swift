import Contracts

extension PartyUpdate: LedgerRule {
    func collect(_ needs: inout Needs) {
        needs.parties.insert(party)
        if let phone {
            needs.phones.insert(phone)
            needs.claims.append((phone, party))
        }
        needs.changesParties = true
        if kycLevel != nil { needs.changesLimits = true }
    }

    /// How well somebody is known, and as what, is not theirs to say.
    func isPermitted(to actor: Actor, in book: Book) -> Bool {
        !actor.isBoundToOwn || (actor.id == party && kycLevel == nil && partyType == nil)
    }

    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        var party = try book.party(party, field: "party")
        if let phone, let owner = book.phones[phone], owner != party.id {
            throw CommandError(.phoneNumberTaken, "the telephone number belongs to another party", field: "phone")
        }
        party.type = partyType ?? party.type
        party.name = name ?? party.name
        party.language = language ?? party.language
        party.timeZone = timeZone ?? party.timeZone
        party.phone = removePhone == true ? nil : phone ?? party.phone
        party.kycLevel = kycLevel ?? party.kycLevel
        var change = Change()
        change.party = party
        return change
    }
}
