import Contracts

extension PartyErase: LedgerRule {
    func collect(_ needs: inout Needs) {
        needs.parties.insert(party)
        needs.wholeParties.insert(party)
        needs.bankOwners.insert(party)
        needs.readsOpenRequests = true
        needs.changesParties = true
        // Nobody else may move the wallets meanwhile: they must be empty.
        needs.administers = true
    }

    func isPermitted(to actor: Actor, in book: Book) -> Bool { !actor.isBoundToOwn || actor.id == party }

    /// The books stay as they are; what identified the person goes: name, telephone, language, time zone, metadata, bank accounts, and the
    /// telephone numbers of charge sales. The id stays, for entries hang on it.
    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        var party = try book.party(party, field: "party")
        for wallet in book.wallets(of: party.id) {
            guard wallet.posted == 0, wallet.held == 0 else {
                throw CommandError(.accountNotEmpty, "a wallet of the party is not empty", field: "party")
            }
            guard !book.hasOpenRequests(on: wallet.id) else {
                throw CommandError(.accountNotEmpty, "a wallet of the party has open requests", field: "party")
            }
        }
        party.name = ""
        party.language = nil
        party.timeZone = nil
        party.phone = nil
        party.metadata = []
        party.isErased = true
        var change = Change()
        change.party = party
        change.reason = reason
        return change
    }
}

extension Book {
    func hasOpenRequests(on account: AccountID) -> Bool {
        requests.values.contains { $0.account == account && ($0.state == .pending || $0.state == .running) }
    }
}
