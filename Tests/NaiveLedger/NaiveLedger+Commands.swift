import Contracts

extension NaiveLedger {
    /// Does what a command asks for, or says why not; then nothing has happened.
    mutating func carryOut(
        _ envelope: CommandEnvelope, _ now: Timestamp, _ assigned: AssignedIDs
    ) throws(Refusal) {
        let version = envelope.common.expectedVersion
        switch envelope.command {
        case let command as PartyRegister: try register(command)
        case let command as UnitRegister: try register(command)
        case let command as AccountOpen: try open(command, assigned)
        case let command as AccountSuspend:
            try set(.suspended, on: command.account, from: [.active], version)
        case let command as AccountActivate:
            try set(.active, on: command.account, from: [.suspended, .deactivated], version)
        case let command as AccountDeactivate:
            try set(.deactivated, on: command.account, from: [.active, .suspended], version)
        case let command as AccountConfigure: try configure(command, version)
        case let command as WalletDeposit: try deposit(command, version, assigned)
        case let command as WalletSpend: try spend(command, version, assigned)
        case let command as WalletTransfer: try transfer(command, version, assigned)
        case let command as HoldPlace: try place(command, version, now, assigned)
        case let command as HoldCapture: try capture(command, version, now, assigned)
        case let command as HoldRelease: try release(command, version)
        case let command as HoldExpire: try expire(command, now)
        case let command as TransactionReverse: try reverse(command, assigned)
        case let command as TransactionRefund: try refund(command, assigned)
        case let command as JournalPost: try post(command, assigned)
        default: throw Refusal(.unknownType)
        }
    }

    private mutating func register(_ command: PartyRegister) throws(Refusal) {
        if parties[command.party] != nil { throw Refusal(.partyExists) }
        if let phone = command.phone, phones[phone] != nil { throw Refusal(.phoneNumberTaken) }
        parties[command.party] = .some(command.phone)
        if let phone = command.phone { phones[phone] = command.party }
    }

    private mutating func register(_ command: UnitRegister) throws(Refusal) {
        let capitals = UInt8(ascii: "A")...UInt8(ascii: "Z")
        let belongsToISO = command.code.utf8.count == 3 && command.code.utf8.allSatisfy { capitals.contains($0) }
        if belongsToISO || units[command.code] != nil { throw Refusal(.unitExists) }
        units[command.code] = UInt8(command.decimals)
    }

    private mutating func open(_ command: AccountOpen, _ assigned: AssignedIDs) throws(Refusal) {
        let decimals = try decimals(command.currency)
        var limit: Int64 = 0
        if let amount = command.overdraftLimit { limit = try minorUnits(amount, decimals: decimals) }
        if parties[command.owner] == nil { throw Refusal(.partyNotFound) }
        let address = Address(owner: command.owner, kind: command.kind, currency: command.currency)
        if wallets[address] != nil { throw Refusal(.accountExists) }
        let name = open(address, assigned)
        accounts[name]?.isLimited = command.unlimited != true
        accounts[name]?.overdraftLimit = limit
        accounts[name]?.version = 1
    }

    /// Opens an empty wallet of version zero, which the command that opens it then raises.
    mutating func open(_ address: Address, _ assigned: AssignedIDs) -> String {
        let name = (assigned.account ?? AccountID(number: nextNumber())).description
        accounts[name] = NaiveAccount(
            name: name, owner: address.owner, kind: address.kind, currency: address.currency, isLimited: true,
            overdraftLimit: 0)
        wallets[address] = name
        walletNames.append(name)
        return name
    }

    /// A number for an object that the real system did not make: nothing that it gives out.
    mutating func nextNumber() -> Int64 {
        ownNumber += 1
        return ownNumber
    }

    private mutating func set(
        _ status: NaiveAccount.Status, on reference: AccountReference, from allowed: [NaiveAccount.Status],
        _ version: Int64?
    ) throws(Refusal) {
        let name = try walletName(reference)
        try check(version, on: name)
        let account = account(named: name)
        guard allowed.contains(account.status) else { throw Refusal(.statusConflict) }
        if status == .deactivated, account.posted != 0 || held(on: name) != 0 { throw Refusal(.accountNotEmpty) }
        accounts[name]?.status = status
        accounts[name]?.version += 1
    }

    private mutating func configure(_ command: AccountConfigure, _ version: Int64?) throws(Refusal) {
        let name = try walletName(command.account)
        var account = account(named: name)
        var limit: Int64?
        if let amount = command.overdraftLimit { limit = try minorUnits(amount, decimals: decimals(account.currency)) }
        try check(version, on: name)
        if command.unlimited == true, held(on: name) != 0 { throw Refusal(.statusConflict) }
        if let unlimited = command.unlimited { account.isLimited = !unlimited }
        if let limit {
            guard account.isLimited else { throw Refusal(.statusConflict) }
            account.overdraftLimit = limit
            if account.posted - held(on: name) + Int128(limit) < 0 { throw Refusal(.overdraftInUse) }
        }
        account.version += 1
        accounts[name] = account
    }
}
