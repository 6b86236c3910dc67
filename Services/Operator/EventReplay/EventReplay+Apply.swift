import Contracts

extension EventReplay {
    /// Makes happen what an event tells.
    ///
    /// - Returns: the names of the accounts whose version it has raised.
    mutating func apply(_ document: Document, _ event: ArchivedEvent) throws(ReplayError) -> [String] {
        guard try document.text("event") == event.id.description else {
            throw document.fault("its data is that of \(try document.text("event"))")
        }
        // A flag moves nothing.
        guard event.type != EventType.name(for: EventType.riskFlagged) else { return [] }
        guard try document.text("status") == "committed" else { throw document.fault("it was not committed") }
        if let unit = try document.part("unit") { try register(unit) }
        if let party = try document.part("party") { try take(party: party, at: event.time) }
        let told = try document.parts("accounts")
        for account in told { try open(account, at: event.time) }
        var touched: [String] = []
        if let transaction = try document.part("transaction") {
            touched += try post(transaction, metadata: document.object["metadata"], at: event.time)
        }
        if let hold = try document.part("hold") { try take(hold: hold, at: event.time) }
        for kind in ["job", "charge_sale", "credit_request", "withdrawal"] {
            if let request = try document.part(kind) { try take(request, kind, at: event.time) }
        }
        for account in told {
            let name = try account.text("id")
            if !touched.contains(name) { touched.append(name) }
            if !account.has("version") { try settle(unlimited: account, name) }
        }
        for name in touched { accounts[name]?.version += 1 }
        for account in told where account.has("version") { try compare(account) }
        if let original = try document.part("original") { try compare(original: original) }
        return touched
    }

    private mutating func register(_ unit: Document) throws(ReplayError) {
        let code = try unit.text("code")
        guard let number = units.nextNumber, let decimals = UInt8(exactly: try unit.number("decimals")),
            let registered = try? CurrencyUnit(code: code, number: number, decimals: decimals),
            (try? units.register(registered)) != nil
        else { throw unit.fault("\(code) cannot be registered as a unit") }
        unitNames[code] = try unit.text("name")
    }

    private mutating func take(party: Document, at time: Timestamp) throws(ReplayError) {
        let id = try party.text("id")
        var taken = ReplayedParty(
            id: id, type: try party.text("party_type"), language: party.optionalText("language"),
            timeZone: party.optionalText("time_zone"), kycLevel: try party.number("kyc_level"), registeredAt: time)
        taken.registeredAt = parties[id]?.registeredAt ?? time
        if party.has("erased") { taken.erasedAt = parties[id]?.erasedAt ?? time }
        parties[id] = taken
    }

    /// Opens an account that is told for the first time, and checks that nothing was posted on it that the archive does not have.
    private mutating func open(_ account: Document, at time: Timestamp) throws(ReplayError) {
        let name = try account.text("id")
        let unit = try unit(account)
        if accounts[name] == nil {
            let owner = try account.text("owner")
            guard parties[owner] != nil else { throw account.fault("nothing was told of \(owner), who owns \(name)") }
            accounts[name] = ReplayedAccount(
                id: try account.identifier("id", AccountID.self), name: name, owner: owner,
                kind: try account.text("kind"), unit: unit, openedAt: time, status: try account.text("status"),
                isLimited: !account.has("unlimited"))
            highestNumber = max(highestNumber, accounts[name]?.id.number ?? 0)
        }
        guard account.has("posted_before") else { return }
        let before = try account.amount("posted_before", in: unit)
        let posted = accounts[name]?.posted ?? 0
        guard before == posted else {
            throw account.fault(
                "\(name) is told to have had \(before) minor units, and all events before make it \(posted)")
        }
    }

    private mutating func post(
        _ transaction: Document, metadata: JSONValue?, at time: Timestamp
    ) throws(ReplayError) -> [String] {
        let id = try transaction.identifier("id", TransactionID.self)
        highestNumber = max(highestNumber, id.number)
        var touched: [String] = []
        var sums: [CurrencyUnit: Int64] = [:]
        var entries: [ReplayedTransaction.Entry] = []
        for leg in try transaction.parts("legs") {
            let unit = try unit(leg)
            let name = try leg.text("account")
            let amount = try leg.amount("amount", in: unit)
            var account = try account(name, of: leg, in: unit, at: time)
            let (sum, sumOverflow) = sums[unit, default: 0].addingReportingOverflow(amount)
            let (posted, overflow) = account.posted.addingReportingOverflow(amount)
            guard !sumOverflow, !overflow else { throw leg.fault("\(name) would hold more than can be counted") }
            sums[unit] = sum
            account.posted = posted
            account.entries += 1
            accounts[name] = account
            entries.append(
                .init(
                    account: account.id, unit: unit.number, amount: amount, sequence: account.entries,
                    balance: account.posted))
            if !touched.contains(name) { touched.append(name) }
        }
        guard sums.values.allSatisfy({ $0 == 0 }), !entries.isEmpty else {
            throw transaction.fault("the legs of \(id) do not add up to zero")
        }
        let original = try transaction.optionalIdentifier("original", TransactionID.self)
        let type = try transaction.text("type")
        if let original { undoings[original, default: ReplayedUndoing()].note(id, type) }
        posted.append(
            ReplayedTransaction(
                id: id, type: type, postedAt: time, reference: transaction.optionalText("reference"),
                description: transaction.optionalText("description"), metadata: metadata?.encoded, original: original,
                hold: try transaction.optionalIdentifier("hold", HoldID.self), entries: entries))
        return touched
    }

    /// The account of a leg; one of the ledger's own begins with its first leg.
    private func account(
        _ name: String, of leg: Document, in unit: CurrencyUnit, at time: Timestamp
    ) throws(ReplayError) -> ReplayedAccount {
        if let account = accounts[name] {
            guard account.unit == unit else { throw leg.fault("\(name) is in \(account.unit.code), not \(unit.code)") }
            return account
        }
        let parts = name.split(separator: ":").map(String.init)
        guard parts.count == 2, parts[1] == unit.code, let system = SystemAccount(rawValue: parts[0]) else {
            throw leg.fault("nothing was told of \(name)")
        }
        return ReplayedAccount(
            id: system.id(in: unit), name: name, owner: nil, kind: system.rawValue, unit: unit, openedAt: time,
            status: "active", isLimited: false)
    }

    func unit(_ document: Document) throws(ReplayError) -> CurrencyUnit {
        let code = try document.text("currency")
        guard let unit = units[code] else { throw document.fault("nothing was told of the unit \(code)") }
        return unit
    }
}

extension ReplayedUndoing {
    fileprivate mutating func note(_ id: TransactionID, _ type: String) {
        if type == "reversal" { reversal = id } else { refunds.append(id) }
    }
}
