import Contracts

extension HistoryGenerator {
    /// How often each type comes, in parts of their sum.
    private static let weights: [(type: any Command.Type, weight: Int64)] = [
        (WalletTransfer.self, 20), (WalletDeposit.self, 12), (WalletSpend.self, 8), (HoldPlace.self, 12),
        (HoldCapture.self, 13), (HoldRelease.self, 5), (HoldExpire.self, 6), (TransactionRefund.self, 10),
        (TransactionReverse.self, 6), (JournalPost.self, 6), (AccountOpen.self, 4), (AccountSuspend.self, 2),
        (AccountActivate.self, 3), (AccountDeactivate.self, 2), (AccountConfigure.self, 5), (PartyRegister.self, 3),
        (UnitRegister.self, 1),
    ]

    /// One command of any type. Where nothing fits it, something else is deposited.
    mutating func command(_ now: Timestamp, _ model: NaiveLedger) -> any Command {
        var rest = random.number(0...(Self.weights.reduce(0) { $0 + $1.weight } - 1))
        let chosen = Self.weights.first { entry in
            rest -= entry.weight
            return rest < 0
        }
        let account = wallet(model)
        let command: (any Command)?
        switch chosen?.type {
        case is WalletTransfer.Type: command = account.flatMap { transfer($0, model) }
        case is WalletSpend.Type: command = account.flatMap { spend($0, model) }
        case is HoldPlace.Type: command = account.flatMap { place($0, now, model) }
        case is HoldCapture.Type: command = capture(model)
        case is HoldRelease.Type: command = anyHold(model).map { HoldRelease(hold: $0.id, reason: text(30)) }
        case is HoldExpire.Type: command = anyHold(model).map { HoldExpire(hold: $0.id) }
        case is TransactionRefund.Type: command = refund(model)
        case is TransactionReverse.Type: command = reverse(model)
        case is JournalPost.Type: command = journal(model)
        case is PartyRegister.Type: command = registration(of: Int(random.number(0...8)))
        case is UnitRegister.Type: command = registration()
        case is AccountOpen.Type: command = opening(model)
        case is WalletDeposit.Type: command = nil
        default: command = account.map { administration(chosen?.type, $0, model) }
        }
        return command ?? deposit(model)
    }

    private mutating func transfer(_ account: NaiveAccount, _ model: NaiveLedger) -> WalletTransfer? {
        guard let money = money(near: model.available(on: account.name), in: account.currency, model) else {
            return nil
        }
        return WalletTransfer(
            from: reference(to: account, model), to: receiver(in: money.currency, model), money: money,
            reference: text(40), description: text(10))
    }

    private mutating func spend(_ account: NaiveAccount, _ model: NaiveLedger) -> WalletSpend? {
        guard let money = money(near: model.available(on: account.name), in: account.currency, model) else {
            return nil
        }
        return WalletSpend(
            wallet: reference(to: account, model), money: money, destination: random.pick(.revenue, .fees),
            reference: text(40))
    }

    private mutating func deposit(_ model: NaiveLedger) -> any Command {
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

    private mutating func refund(_ model: NaiveLedger) -> TransactionRefund? {
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

    private mutating func reverse(_ model: NaiveLedger) -> TransactionReverse? {
        anyTransaction(model).map { TransactionReverse(transaction: $0.id, reason: "a mistake") }
    }

    /// A transaction, by preference a recent one; now and then one that does not exist.
    private mutating func anyTransaction(_ model: NaiveLedger) -> NaiveTransaction? {
        if random.chance(3) {
            let id = TransactionID(number: random.number(1...99_999_999))
            let legs = [NaiveLeg(account: "cash:ZAR", currency: "ZAR", amount: 1)]
            return NaiveTransaction(id: id, type: "spend", legs: legs, refunded: [0])
        }
        let ids = random.chance(70) ? Array(model.transactionIDs.suffix(12)) : model.transactionIDs
        return random.pick(ids).flatMap { model.transactions[$0] }
    }

    /// Legs that balance, but for a few; several may touch one account, and two currencies may meet.
    private mutating func journal(_ model: NaiveLedger) -> JournalPost? {
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
}
