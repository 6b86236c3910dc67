import Contracts

extension NaiveLedger {
    mutating func register(_ command: PartyRegister) throws(Refusal) {
        if parties[command.party] != nil { throw Refusal(.partyExists) }
        if let phone = command.phone, phones[phone] != nil { throw Refusal(.phoneNumberTaken) }
        parties[command.party] = NaiveParty(
            type: command.partyType, name: command.name, language: command.language, timeZone: command.timeZone,
            phone: command.phone, kycLevel: command.kycLevel)
        if let phone = command.phone { phones[phone] = command.party }
    }

    mutating func update(_ command: PartyUpdate) throws(Refusal) {
        var party = try party(command.party)
        if let phone = command.phone, let owner = phones[phone], owner != command.party {
            throw Refusal(.phoneNumberTaken)
        }
        if let type = command.partyType { party.type = type }
        if let name = command.name { party.name = name }
        if let language = command.language { party.language = language }
        if let timeZone = command.timeZone { party.timeZone = timeZone }
        if let level = command.kycLevel { party.kycLevel = level }
        if command.phone != nil || command.removePhone == true {
            if let former = party.phone { phones[former] = nil }
            party.phone = command.phone
            if let phone = command.phone { phones[phone] = command.party }
        }
        parties[command.party] = party
    }

    /// Money and promises must have come to their end; then all that says who it was goes, and the books stay.
    mutating func erase(_ command: PartyErase) throws(Refusal) {
        var party = try party(command.party)
        let own = walletNames.filter { accounts[$0]?.owner == command.party }
        for name in own {
            guard accounts[name]?.posted == 0, held(on: name) == 0, !hasOpenRequests(on: name) else {
                throw Refusal(.accountNotEmpty)
            }
        }
        for (id, account) in bankAccounts where account.party == command.party { retire(id) }
        for (id, request) in requests where own.contains(request.account) || request.phone == party.phone {
            requests[id]?.phone = nil
        }
        if let phone = party.phone { phones[phone] = nil }
        party.name = ""
        party.language = nil
        party.timeZone = nil
        party.phone = nil
        party.isErased = true
        parties[command.party] = party
    }

    /// Whether something is still to come of a wallet's jobs, withdrawals or credit requests.
    func hasOpenRequests(on name: String) -> Bool {
        requests.values.contains { $0.account == name && $0.isOpen }
    }

    /// A party that is registered and has not been erased.
    func party(_ id: PartyID) throws(Refusal) -> NaiveParty {
        guard let party = parties[id] else { throw Refusal(.partyNotFound) }
        if party.isErased { throw Refusal(.partyErased) }
        return party
    }
}
