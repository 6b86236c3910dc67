import Contracts

extension HistoryGenerator {
    mutating func split(_ account: NaiveAccount, _ model: NaiveLedger) -> PaymentSplit? {
        guard let money = money(near: model.available(on: account.name), in: account.currency, model) else {
            return nil
        }
        var command = PaymentSplit(
            from: reference(to: account, model), to: receiver(in: money.currency, model), money: money,
            reference: text(30))
        switch random.number(0...3) {
        case 0: command.fee = part(of: money, model)
        case 1: break
        default: command.feeBasisPoints = points()
        }
        switch random.number(0...3) {
        case 0: command.tax = part(of: money, model)
        case 1: break
        default: command.taxBasisPoints = points()
        }
        return command
    }

    /// Mostly little, at times all or none.
    private mutating func points() -> Int64 {
        random.chance(85) ? random.number(1...2_500) : random.pick(0, 5_000, 10_000)
    }

    private mutating func part(of money: StatedMoney, _ model: NaiveLedger) -> DecimalAmount? {
        let decimals = decimals(of: money.currency, model)
        let whole = (try? model.minorUnits(money.amount, decimals: decimals)) ?? 100
        let most = random.chance(90) ? whole / 3 : whole + 1
        return self.money(random.number(0...max(1, most)), money.currency, decimals: decimals)?.amount
    }

    mutating func exchange(_ account: NaiveAccount, _ model: NaiveLedger) -> FXTransfer? {
        guard let money = money(near: model.available(on: account.name), in: account.currency, model) else {
            return nil
        }
        let others = (Self.currencies + ["USD"]).map { Self.unit($0, options) }.filter { $0 != money.currency }
        let known = others.filter { code in model.accounts.values.contains { $0.owner != nil && $0.currency == code } }
        guard let currency = random.chance(92) ? random.pick(known) ?? others.first : "SHELLS",
            let rate = rate()
        else { return nil }
        return FXTransfer(
            from: reference(to: account, model), to: receiver(in: currency, model), money: money, toCurrency: currency,
            rate: rate, reference: text(30))
    }

    /// Of all sizes and with up to twelve decimals; now and then far too small or far too large.
    private mutating func rate() -> DecimalAmount? {
        let places = Int(random.number(0...12))
        var decimals = ""
        for _ in 0..<places { decimals += String(random.number(0...9)) }
        let whole: Int64 =
            switch random.number(0...19) {
            case 0: random.number(1...999_999_999_999_999)
            case 1...10: random.number(0...30)
            default: random.number(0...2)
            }
        if random.chance(6) { return try? DecimalAmount(parsing: "0.000000000001") }
        if random.chance(12) { return try? DecimalAmount(parsing: random.pick("1", "2", "10.0", "0.5")) }
        let rate = try? DecimalAmount(parsing: places == 0 ? "\(max(1, whole))" : "\(whole).\(decimals)")
        return rate?.digits == 0 ? try? DecimalAmount(parsing: "1") : rate
    }
}
