import Contracts

extension HistoryGenerator {
    mutating func transfer(_ account: NaiveAccount, _ model: NaiveLedger) -> WalletTransfer? {
        guard let money = money(near: model.available(on: account.name), in: account.currency, model) else {
            return nil
        }
        return WalletTransfer(
            from: reference(to: account, model), to: receiver(in: money.currency, model), money: money,
            reference: text(40), description: text(10))
    }

    mutating func spend(_ account: NaiveAccount, _ model: NaiveLedger) -> WalletSpend? {
        guard let money = money(near: model.available(on: account.name), in: account.currency, model) else {
            return nil
        }
        return WalletSpend(
            wallet: reference(to: account, model), money: money, destination: random.pick(.revenue, .fees),
            reference: text(40))
    }

    mutating func deposit(_ model: NaiveLedger) -> any Command {
        let currency = currency()
        let money = money(near: 30_000, in: currency, model) ?? money(100, currency, decimals: 0)
        guard let money else { return registration(of: 0) }
        let source: SystemAccount = random.pick(.cash, .cash, .adjustments)
        if random.chance(30) {
            // At times the wallet is said to be in another currency than the money.
            let stated: String? = random.chance(20) ? (random.chance(70) ? money.currency : self.currency()) : nil
            let wallet = AccountReference.party(anyParty(), kind: kind(), currency: stated)
            return WalletDeposit(
                wallet: wallet, money: money, source: source, open: random.chance(85), reference: text(40))
        }
        return WalletDeposit(
            wallet: receiver(in: money.currency, model), money: money, source: source, reference: text(40))
    }

    mutating func refund(_ model: NaiveLedger) -> TransactionRefund? {
        // Sharing a refund among several receivers is the part that is easily wrong.
        let shared = model.transactionIDs.suffix(150).compactMap { model.transactions[$0] }.filter {
            $0.legs.count > 2 && !$0.givesBack && $0.reversedBy == nil && $0.refundable > 0
        }
        let chosen = random.chance(35) ? random.pick(shared) : nil
        guard let past = chosen ?? anyTransaction(model), let leg = past.legs.first else { return nil }
        guard random.chance(75) else { return TransactionRefund(transaction: past.id, reason: "all of it") }
        let money = money(near: past.refundable, in: leg.currency, model)
        return TransactionRefund(transaction: past.id, money: money, reason: "a part of it")
    }

    mutating func reverse(_ model: NaiveLedger) -> TransactionReverse? {
        anyTransaction(model).map { TransactionReverse(transaction: $0.id, reason: "a mistake") }
    }

    /// A transaction, by preference a recent one; now and then one that does not exist.
    private mutating func anyTransaction(_ model: NaiveLedger) -> NaiveTransaction? {
        if random.chance(3) {
            let id = TransactionID(number: random.number(1...99_999_999))
            let legs = [NaiveLeg(account: "cash:ZAR", currency: "ZAR", amount: 1)]
            return NaiveTransaction(
                id: id, type: "spend", legs: legs, postedAt: Timestamp(microseconds: 0), refunded: [0])
        }
        let ids = random.chance(70) ? Array(model.transactionIDs.suffix(12)) : model.transactionIDs
        return random.pick(ids).flatMap { model.transactions[$0] }
    }

    /// Legs that balance, but for a few; several may touch one account, and two currencies may meet.
    mutating func journal(_ model: NaiveLedger) -> JournalPost? {
        var legs: [Leg] = []
        for _ in 0..<random.number(1...2) {
            let currency = currency()
            let decimals = decimals(of: currency, model)
            var sum: Int64 = 0
            for _ in 0..<random.number(1...3) {
                let amount = random.number(1...900) * random.pick(1, 1, -1)
                sum += amount
                guard let money = money(amount, currency, decimals: decimals) else { return nil }
                legs.append(Leg(account: receiver(in: currency, model), money: money))
            }
            if random.chance(7) { sum += 1 }
            guard sum != 0, let rest = money(-sum, currency, decimals: decimals) else { continue }
            legs.append(Leg(account: receiver(in: currency, model), money: rest))
        }
        return legs.count < 2 ? nil : JournalPost(legs: legs.shuffled(using: &random), reference: text(30))
    }

    mutating func adjustment(_ account: NaiveAccount, _ model: NaiveLedger) -> AdjustmentPost? {
        guard let money = money(near: model.available(on: account.name), in: account.currency, model) else {
            return nil
        }
        return AdjustmentPost(
            wallet: reference(to: account, model), direction: random.pick(.up, .down), money: money,
            reason: "counted again", reference: text(30))
    }

    /// At times more than the wallet has.
    mutating func chargeback(_ account: NaiveAccount, _ model: NaiveLedger) -> ChargebackPost? {
        let available = Int64(clamping: max(1, model.available(on: account.name)))
        let much = min(available, NaiveLedger.bound / 2) + random.number(0...3_000)
        let money =
            random.chance(35)
            ? money(much, account.currency, decimals: decimals(of: account.currency, model))
            : money(near: Int128(available), in: account.currency, model)
        return money.map {
            ChargebackPost(wallet: reference(to: account, model), money: $0, reason: "called back", reference: text(30))
        }
    }
}
