import Contracts

extension HistoryGenerator {
    /// A new bank account, at times one that the party has already.
    mutating func bankAccount(_ model: NaiveLedger) -> BankAccountAdd {
        let index = Int(random.number(0...9))
        return BankAccountAdd(
            party: party(index), currency: random.chance(4) ? "SHELLS" : currency(),
            number: Self.number(index, variant: Int(random.number(0...3)), isLocal: random.chance(50)),
            holder: "Holder Surname \(index)", primary: random.pick(nil, nil, true, false))
    }

    /// The other number that looks like this one behind its mask.
    static func lookalike(of number: BankAccountNumber) -> BankAccountNumber {
        for index in 0...9 {
            for variant in 0...1 where Self.number(index, variant: variant, isLocal: number.format == .local) == number
            {
                return Self.number(index, variant: 1 - variant, isLocal: number.format == .local)
            }
        }
        return number
    }

    /// A valid number; the first two variants of a party's show the same last digits.
    static func number(_ index: Int, variant: Int, isLocal: Bool) -> BankAccountNumber {
        let digits = "\(40 + index)\(variant)0\(variant < 2 ? "5512" : "77\(variant)1")"
        if isLocal {
            guard let number = try? BankAccountNumber(local: "62\(digits)", country: "ZA", bankCode: "250655") else {
                preconditionFailure("a South African number has 7 to 13 digits")
            }
            return number
        }
        // Two check digits bring the whole to 1 modulo 97; both variants keep the last four characters.
        let account = "3704004405\(digits)"
        let remainder = (account + "131400").utf8.reduce(0) { ($0 * 10 + Int($1) - 48) % 97 }
        let check = 98 - remainder
        guard
            let number = try? BankAccountNumber(
                iban: "DE\(check < 10 ? "0" : "")\(check)\(account)", country: "DE", bankCode: nil)
        else { preconditionFailure("a German IBAN has 18 digits after its check digits") }
        return number
    }

    mutating func anyBankAccount(_ model: NaiveLedger) -> BankAccountID {
        var ids = model.bankAccountIDs
        let active = ids.filter { model.bankAccounts[$0]?.isActive == true }
        if !active.isEmpty, random.chance(85) { ids = active }
        return (random.chance(95) ? random.pick(ids) : nil) ?? BankAccountID(number: random.number(1...99_999_999))
    }

    /// A wallet whose owner has a bank account, mostly.
    private mutating func banked(_ model: NaiveLedger) -> NaiveAccount? {
        let names = model.walletNames.filter { name in
            guard let account = model.accounts[name], let owner = account.owner else { return false }
            return model.primary(of: owner, account.currency) != nil
        }
        return (random.chance(80) ? random.pick(names).flatMap { model.accounts[$0] } : nil) ?? wallet(model)
    }

    mutating func withdrawal(_ model: NaiveLedger) -> WithdrawalInitiate? {
        guard let account = banked(model),
            let money = money(near: model.available(on: account.name), in: account.currency, model)
        else { return nil }
        var command = WithdrawalInitiate(wallet: reference(to: account, model), money: money, reference: text(40))
        if random.chance(40) {
            let own = model.bankAccountIDs.filter { model.bankAccounts[$0]?.party == account.owner }
            command.bankAccount = random.chance(75) ? random.pick(own) : anyBankAccount(model)
        }
        return command
    }

    mutating func plan(_ account: NaiveAccount, _ model: NaiveLedger) -> PayoutSchedule {
        let account = random.chance(60) ? banked(model) ?? account : account
        let interval: PayoutInterval = random.pick(.none, .daily, .daily, .weekly, .weekly, .threshold)
        var command = PayoutSchedule(wallet: reference(to: account, model, needsCurrency: true), interval: interval)
        if interval == .weekly { command.weekday = random.pick(Weekday.allCases) }
        if interval == .threshold || random.chance(40) {
            let decimals = decimals(of: account.currency, model) + (random.chance(4) ? 1 : 0)
            command.minimum = money(random.number(1...4_000), account.currency, decimals: decimals)?.amount
        }
        return command
    }

    /// For a period that is due, mostly; on demand; for a period that is not.
    mutating func payout(_ now: Timestamp, _ model: NaiveLedger) -> PayoutRun? {
        let planned = model.plans.filter { $0.value.interval != .none }.map(\.key).sorted()
        let due = planned.filter { model.plans[$0].map { ($0.nextDueAt ?? now) <= now } ?? false }
        let idle = due.filter { model.accounts[$0]?.status == .suspended }
        let likely = random.chance(30) && !idle.isEmpty ? idle : due
        if random.chance(65), let name = random.pick(random.chance(85) && !likely.isEmpty ? likely : planned),
            let account = model.accounts[name], let plan = model.plans[name]
        {
            let right = plan.nextDueAt ?? now
            let dueAt = random.chance(90) ? right : right.adding(seconds: random.pick(-86_400, 86_400, 1))
            return PayoutRun(wallet: reference(to: account, model, needsCurrency: true), dueAt: dueAt)
        }
        return banked(model).map {
            PayoutRun(
                wallet: reference(to: $0, model, needsCurrency: true), dueAt: random.chance(10) ? now : nil)
        }
    }
}
