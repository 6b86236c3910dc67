import Contracts

extension HistoryGenerator {
    mutating func place(_ account: NaiveAccount, _ now: Timestamp, _ model: NaiveLedger) -> HoldPlace? {
        guard let money = money(near: model.available(on: account.name), in: account.currency, model) else {
            return nil
        }
        var command = HoldPlace(wallet: reference(to: account, model), money: money, reference: text(40))
        switch random.number(0...19) {
        case 0: break
        case 1: command.expiresAt = now.adding(seconds: -random.number(0...60))
        case 2...9: command.expiresIn = random.number(options.holdSeconds)
        default: command.expiresAt = now.adding(seconds: random.number(options.holdSeconds))
        }
        return command
    }

    /// A hold, by preference a recent one; now and then one that does not exist.
    mutating func anyHold(_ model: NaiveLedger) -> NaiveHold? {
        if random.chance(3) {
            let id = HoldID(number: random.number(1...99_999_999))
            let never = Timestamp(microseconds: 0)
            return NaiveHold(id: id, account: "", amount: 100, placedAt: never, expiresAt: never)
        }
        var ids = random.chance(75) ? Array(model.holdIDs.suffix(12)) : model.holdIDs
        // Of those, mostly one that still holds something.
        let open = ids.filter { model.holds[$0]?.state == .pending }
        if !open.isEmpty, random.chance(65) { ids = open }
        return random.pick(ids).flatMap { model.holds[$0] }
    }

    /// Its end, or mostly, where that has not come yet, a warning of it.
    func end(of hold: NaiveHold, _ now: Timestamp) -> any Command {
        let isWarned = hold.expiresAt > now && !hold.id.number.isMultiple(of: 8)
        return isWarned ? HoldWarn(hold: hold.id) : HoldExpire(hold: hold.id)
    }

    /// All or a part, for one receiver or several, at times more than is held.
    mutating func capture(_ model: NaiveLedger) -> HoldCapture? {
        guard let hold = anyHold(model) else { return nil }
        let currency = model.accounts[hold.account]?.currency ?? "ZAR"
        var command = HoldCapture(hold: hold.id, final: random.chance(55), reference: text(30))
        let remaining = Int128(max(hold.remaining, 1))
        if random.chance(40) {
            let count = random.number(1...4)
            var splits: [Split] = []
            for _ in 0..<count {
                guard let money = money(near: remaining / Int128(count) * 2, in: currency, model) else { return nil }
                splits.append(Split(to: receiver(in: money.currency, model), money: money))
            }
            command.splits = splits
        } else {
            if random.chance(70) { command.money = money(near: remaining, in: currency, model) }
            let stated = command.money?.currency ?? currency
            // Without money, a wallet that is named by its owner must say its currency.
            command.to = receiver(in: stated, model, needsCurrency: command.money == nil)
        }
        return command
    }
}
