import Contracts

extension NaiveLedger {
    /// The decimals of a unit.
    func decimals(_ code: String) throws(Refusal) -> UInt8 {
        guard let decimals = Self.iso[code]?.decimals ?? units[code] else { throw Refusal(.unknownCurrency) }
        return decimals
    }

    static let iso = UnitRegistry()

    /// An amount in minor units.
    func minorUnits(_ money: StatedMoney) throws(Refusal) -> Int64 {
        try minorUnits(money.amount, decimals: decimals(money.currency))
    }

    func minorUnits(_ amount: DecimalAmount, decimals: UInt8) throws(Refusal) -> Int64 {
        guard amount.scale <= decimals else { throw Refusal(.tooManyDecimals) }
        var value = amount.digits
        for _ in amount.scale..<decimals {
            guard value <= UInt128(Self.bound) else { throw Refusal(.amountTooLarge) }
            value *= 10
        }
        guard value <= UInt128(Self.bound) else { throw Refusal(.amountTooLarge) }
        return amount.isNegative ? -Int64(value) : Int64(value)
    }

    /// The name of the account that a command means; it must be in `currency` where that is known.
    func name(_ reference: AccountReference, in currency: String? = nil) throws(Refusal) -> String {
        let name: String
        switch reference {
        case .id(let id): name = id.description
        case .system(let account, let code):
            _ = try decimals(code)
            if let currency, code != currency { throw Refusal(.currencyMismatch) }
            return "\(account.rawValue):\(code)"
        case .party(let party, let kind, let code):
            name = try wallet(of: party, kind, code, currency)
        case .phone(let phone, let kind, let code):
            guard let party = phones[phone] else { throw Refusal(.partyNotFound) }
            name = try wallet(of: party, kind, code, currency)
        }
        guard let account = accounts[name] else { throw Refusal(.accountNotFound) }
        if let currency, account.currency != currency { throw Refusal(.currencyMismatch) }
        return name
    }

    /// The same where one of the ledger's own accounts will not do.
    func walletName(_ reference: AccountReference, in currency: String? = nil) throws(Refusal) -> String {
        let name = try name(reference, in: currency)
        if case .system = reference { throw Refusal(.invalidField) }
        return name
    }

    /// An account, be it one of the ledger's own that nobody has used yet.
    func account(named name: String) -> NaiveAccount {
        if let account = accounts[name] { return account }
        let parts = name.split(separator: ":")
        return NaiveAccount(
            name: name, owner: nil, kind: String(parts.first ?? ""), currency: String(parts.last ?? ""),
            isLimited: false,
            overdraftLimit: 0)
    }

    /// Refuses where the account has another version than the command expects.
    func check(_ expected: Int64?, on name: String) throws(Refusal) {
        guard let expected else { return }
        let account = account(named: name)
        guard account.isLimited else { throw Refusal(.versionUnavailable) }
        guard account.version == expected else { throw Refusal(.versionConflict) }
    }

    private func wallet(
        of party: PartyID, _ kind: String, _ stated: String?, _ currency: String?
    ) throws(Refusal) -> String {
        if let stated { _ = try decimals(stated) }
        guard let code = stated ?? currency, let name = wallets[Address(owner: party, kind: kind, currency: code)]
        else {
            throw Refusal(.accountNotFound)
        }
        return name
    }
}
