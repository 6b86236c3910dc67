import Contracts

extension NaiveLedger {
    mutating func register(_ command: UnitRegister) throws(Refusal) {
        let capitals = UInt8(ascii: "A")...UInt8(ascii: "Z")
        let belongsToISO = command.code.utf8.count == 3 && command.code.utf8.allSatisfy { capitals.contains($0) }
        if belongsToISO || units[command.code] != nil { throw Refusal(.unitExists) }
        units[command.code] = UInt8(command.decimals)
    }

    mutating func open(_ command: AccountOpen, _ turn: Turn) throws(Refusal) {
        let decimals = try decimals(command.currency)
        var limit: Int64 = 0
        if let amount = command.overdraftLimit { limit = try minorUnits(amount, decimals: decimals) }
        _ = try party(command.owner)
        let address = Address(owner: command.owner, kind: command.kind, currency: command.currency)
        if wallets[address] != nil { throw Refusal(.accountExists) }
        let name = open(address, turn)
        accounts[name]?.isLimited = command.unlimited != true
        accounts[name]?.overdraftLimit = limit
        accounts[name]?.version = 1
    }

    /// Opens an empty wallet of version zero, which the command that opens it then raises.
    mutating func open(_ address: Address, _ turn: Turn) -> String {
        let name = (turn.assigned.account ?? AccountID(number: nextNumber())).description
        accounts[name] = NaiveAccount(
            name: name, owner: address.owner, kind: address.kind, currency: address.currency, isLimited: true,
            overdraftLimit: 0)
        wallets[address] = name
        walletNames.append(name)
        return name
    }

    mutating func set(
        _ status: NaiveAccount.Status, on reference: AccountReference, from allowed: [NaiveAccount.Status], _ turn: Turn
    ) throws(Refusal) {
        let name = try walletName(reference)
        try check(turn.version, on: name)
        let account = account(named: name)
        guard allowed.contains(account.status) else { throw Refusal(.statusConflict) }
        if status == .deactivated, account.posted != 0 || held(on: name) != 0 || hasOpenRequests(on: name) {
            throw Refusal(.accountNotEmpty)
        }
        accounts[name]?.status = status
        accounts[name]?.version += 1
    }

    mutating func configure(_ command: AccountConfigure, _ turn: Turn) throws(Refusal) {
        let name = try walletName(command.account)
        var account = account(named: name)
        var limit: Int64?
        if let amount = command.overdraftLimit { limit = try minorUnits(amount, decimals: decimals(account.currency)) }
        try check(turn.version, on: name)
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
