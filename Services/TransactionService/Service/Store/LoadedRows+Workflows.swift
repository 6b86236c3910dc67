import Contracts
import Ledger
import Postgres

extension LoadedRows {
    /// Requests, bank accounts, payout plans and flags.
    func insertWorkflows(into book: inout Book, _ opener: BankKeyRing?) throws {
        for row in rows(.requests) { book.insert(try Request(row)) }
        for row in rows(.banks) { book.insert(try BankAccount(row, units: book.units, opener)) }
        for row in rows(.plans) { book.insert(try PayoutPlan(row)) }
        for row in rows(.flags) { book.insert(try RiskFlag(row)) }
    }

    /// Limits, and what they are held against.
    func insertBounds(into book: inout Book) throws {
        for row in rows(.levels) {
            if let owner = PartyID(text: try row.text(0)) { book.insert(level: Int64(try row.int16(1)), of: owner) }
        }
        for row in rows(.limits) {
            // The limits of all levels come; of a unit that this lane does not know, no account is in the batch.
            guard let unit = book.units[try row.int16(2)] else { continue }
            let scope: LimitScope? =
                if let account = try row.optionalInt64(0) { .wallet(AccountID(number: account)) } else {
                    try row.optionalInt16(1).map { .level(Int64($0)) }
                }
            let bounds = LimitBounds(
                minimum: try row.optionalInt64(3), maximum: try row.optionalInt64(4), daily: try row.optionalInt64(5))
            if let scope { book.insert(bounds, on: scope, in: unit) }
        }
        for row in rows(.days) {
            let day = WalletDay(account: AccountID(number: try row.int64(0)), day: Int64(try row.int32(1)))
            book.insert(spent: try row.int64(2), on: day)
        }
        for row in rows(.movements) {
            book.insert(
                Movement(
                    at: Timestamp(microseconds: try row.timestamp(1)), amount: try row.int64(2),
                    receiver: try row.optionalInt64(3).map { AccountID(number: $0) }),
                from: AccountID(number: try row.int64(0)))
        }
    }
}

extension Party {
    init(_ row: Row) throws {
        guard let id = PartyID(text: try row.text(0)), let type = PartyType(rawValue: try row.text(1)) else {
            throw StoreError.unknownValue("parties has a row that this program does not know")
        }
        self.init(
            id: id, type: type, name: try row.text(2), language: try row.optionalText(3),
            timeZone: try row.optionalText(4), phone: try row.optionalText(5).flatMap { PhoneNumber(text: $0) },
            kycLevel: Int64(try row.int16(6)), isErased: try row.bool(7))
    }
}

extension Request {
    fileprivate init(_ row: Row) throws {
        guard let kind = Kind(rawValue: try row.text(1)), let state = State(rawValue: try row.text(2)) else {
            throw StoreError.unknownValue("requests has a row that this program does not know")
        }
        self.init(
            id: try row.int64(0), kind: kind, account: AccountID(number: try row.int64(3)), amount: try row.int64(4),
            createdAt: Timestamp(microseconds: try row.timestamp(5)), state: state)
        transaction = try row.optionalInt64(6).map { TransactionID(number: $0) }
        settlement = try row.optionalInt64(7).map { TransactionID(number: $0) }
        bankAccount = try row.optionalInt64(8).map { BankAccountID(number: $0) }
        jobType = try row.optionalText(9)
        delivery = try row.optionalText(10).flatMap { ChargeDelivery(rawValue: $0) }
        phone = try row.optionalText(11).flatMap { PhoneNumber(text: $0) }
        expiresAt = try row.optionalTimestamp(12).map { Timestamp(microseconds: $0) }
        reference = try row.optionalText(13)
        description = try row.optionalText(14)
        reason = try row.optionalText(15)
    }
}

extension BankAccount {
    fileprivate init(_ row: Row, units: UnitRegistry, _ opener: BankKeyRing?) throws {
        guard let party = PartyID(text: try row.text(1)), let unit = units[try row.int16(2)],
            let format = BankAccountNumber.Format(rawValue: try row.text(4))
        else { throw StoreError.unknownValue("bank_accounts has a row that this program does not know") }
        let id = BankAccountID(number: try row.int64(0))
        let (country, bankCode) = (try row.text(3), try row.optionalText(5))
        self.init(
            id: id, party: party, unit: unit, country: country, format: format, bankCode: bankCode,
            masked: try row.text(6), holder: try row.optionalText(7), isPrimary: try row.bool(8))
        guard let opener, let key = try row.optionalText(9), let sealed = try row.optionalBytes(10) else { return }
        // A row that was damaged has no number to compare with; it must not stop the party's other accounts.
        guard let digits = try? opener.open(SealedNumber(key: key, bytes: sealed), bankAccount: id, party: party)
        else { return }
        number = BankAccountNumber(stored: digits, format: format, country: country, bankCode: bankCode)
    }
}

extension PayoutPlan {
    fileprivate init(_ row: Row) throws {
        guard let interval = PayoutInterval(rawValue: try row.text(1)) else {
            throw StoreError.unknownValue("payout_schedules has an interval that this program does not know")
        }
        self.init(
            account: AccountID(number: try row.int64(0)), interval: interval,
            weekday: try row.optionalInt16(2).flatMap { Weekday(isoNumber: $0) }, minimum: try row.int64(3),
            nextDueAt: try row.optionalTimestamp(4).map { Timestamp(microseconds: $0) })
    }
}

extension RiskFlag {
    fileprivate init(_ row: Row) throws {
        guard let action = RiskRule.Action(rawValue: try row.text(6)), let state = State(rawValue: try row.text(7))
        else { throw StoreError.unknownValue("risk_flags has a row that this program does not know") }
        self.init(
            id: FlagID(number: try row.int64(0)), account: AccountID(number: try row.int64(1)),
            key: CommandKey(subject: try row.text(2), messageID: try row.text(3)), commandType: try row.text(4),
            rules: try row.textArray(5), action: action,
            transaction: try row.optionalInt64(8).map { TransactionID(number: $0) }, state: state)
    }
}
