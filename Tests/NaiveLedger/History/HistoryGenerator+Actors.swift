import Contracts

extension HistoryGenerator {
    /// Who acts: mostly a service for itself, at times somebody on what is the own, at times on what is not.
    mutating func actor(for command: any Command, _ model: NaiveLedger) -> Actor? {
        let allowed = type(of: command).allowed
        if !allowed.contains(.service) {
            guard random.chance(95) else { return random.chance(50) ? nil : Actor(id: anyParty(), role: .service) }
            let own = random.chance(8) ? owner(of: command, model) : nil
            return Actor(id: own ?? party(99), role: random.chance(96) ? .admin : .host)
        }
        guard random.chance(options.actors) else { return nil }
        let owner = random.chance(80) ? owner(of: command, model) : nil
        let roles = Role.allCases.filter { allowed.contains($0) }
        let role = random.chance(85) ? random.pick(roles) : random.pick(Role.allCases)
        return Actor(id: owner ?? anyParty(), role: role ?? .admin)
    }

    /// Whose is what a command is about, as far as it is somebody's.
    private func owner(of command: any Command, _ model: NaiveLedger) -> PartyID? {
        switch command {
        case let command as PartyRegister: return command.party
        case let command as PartyUpdate: return command.party
        case let command as PartyErase: return command.party
        case let command as AccountOpen: return command.owner
        case let command as BankAccountAdd: return command.party
        case let command as BankAccountSetPrimary: return model.bankAccounts[command.bankAccount]?.party
        case let command as BankAccountRemove: return model.bankAccounts[command.bankAccount]?.party
        case let command as CreditRequestApprove: return owner(of: command.creditRequest, model)
        case let command as CreditRequestReject: return owner(of: command.creditRequest, model)
        case let command as TransactionRefund:
            let receiver = model.transactions[command.transaction]?.legs.first { $0.amount > 0 }
            return receiver.flatMap { model.accounts[$0.account]?.owner }
        default: break
        }
        switch NaiveLedger.payer(of: command) {
        case .id(let id): return model.accounts[id.description]?.owner
        case .party(let party, _, _): return party
        case .phone(let phone, _, _): return model.phones[phone]
        case .system, nil: return nil
        }
    }

    private func owner(of id: CreditRequestID, _ model: NaiveLedger) -> PartyID? {
        model.requests[id.description].flatMap { model.accounts[$0.account]?.owner }
    }
}
