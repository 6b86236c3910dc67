import Contracts

extension Book {
    /// Holds an amount against its unit and against what any account may hold, so that no sum or sign of it can overflow.
    func money(_ stated: StatedMoney) throws(CommandError) -> Money {
        let money = try stated.resolved(with: units)
        guard money.minorUnits.magnitude <= Account.bound.magnitude else {
            let field = "\(stated.field).amount"
            throw CommandError(.amountTooLarge, "\(field) is larger than the ledger can hold", field: field)
        }
        return money
    }

    /// An amount of a command that states no currency of its own, in minor units.
    func amount(_ amount: DecimalAmount, in unit: CurrencyUnit, field: String) throws(CommandError) -> Int64 {
        let minorUnits: Int64
        do {
            minorUnits = try amount.minorUnits(in: unit)
        } catch {
            throw CommandError(amountError: error, unit: unit, field: field)
        }
        guard minorUnits.magnitude <= Account.bound.magnitude else {
            throw CommandError(.amountTooLarge, "\(field) is larger than the ledger can hold", field: field)
        }
        return minorUnits
    }

    /// The unit with this code.
    func unit(_ code: String, field: String) throws(CommandError) -> CurrencyUnit {
        guard let unit = units[code] else {
            throw CommandError(
                .unknownCurrency, "\(code) is neither an ISO 4217 currency nor a registered unit", field: field)
        }
        return unit
    }

    /// The account that a command names, in the unit of the command's money.
    func account(
        _ reference: AccountReference, in unit: CurrencyUnit? = nil, field: String
    ) throws(CommandError) -> Account {
        let account: Account?
        switch reference {
        case .id(let id):
            // A system account is never named by number, so a small number names nothing.
            account = accounts[id]
        case .system(let system, let code):
            account = .system(system, in: try self.unit(code, field: field))
        case .party(let party, let kind, let code):
            account = try wallet(of: party, kind, code, unit, field: field)
        case .phone(let phone, let kind, let code):
            guard let party = phones[phone] else {
                throw CommandError(.partyNotFound, "no party has the telephone number of \(field)", field: field)
            }
            account = try wallet(of: party, kind, code, unit, field: field)
        }
        guard let account else { throw CommandError(.accountNotFound, "\(field) names no account", field: field) }
        if let unit, account.unit != unit {
            throw CommandError(
                .currencyMismatch, "\(field) is an account in \(account.unit.code), not in \(unit.code)", field: field)
        }
        return account
    }

    /// The hold that a command names.
    func hold(named id: HoldID) throws(CommandError) -> Hold {
        guard let hold = holds[id] else { throw CommandError(.holdNotFound, "hold names no hold", field: "hold") }
        return hold
    }

    /// Refuses where the account has another version than the command expects.
    func check(_ context: CommandContext, on account: Account, field: String) throws(CommandError) {
        guard let expected = context.expectedVersion else { return }
        guard account.isLimited else {
            throw CommandError(
                .versionUnavailable, "\(field) is an account without a limit, whose version is not told", field: field)
        }
        guard account.version == expected else {
            throw CommandError(
                .versionConflict, "\(field) has version \(account.version), not \(expected)", field: "expected_version")
        }
    }

    private func wallet(
        of party: PartyID, _ kind: String, _ code: String?, _ unit: CurrencyUnit?, field: String
    ) throws(CommandError) -> Account? {
        let stated: CurrencyUnit? = if let code { try self.unit(code, field: "\(field).currency") } else { unit }
        guard let stated, let id = wallets[WalletAddress(owner: party, kind: kind, unit: stated.number)] else {
            return nil
        }
        return accounts[id]
    }
}
