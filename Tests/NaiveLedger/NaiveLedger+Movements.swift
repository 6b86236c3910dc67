import Contracts

extension NaiveLedger {
    mutating func deposit(
        _ command: WalletDeposit, _ version: Int64?, _ assigned: AssignedIDs
    ) throws(Refusal) {
        let amount = try minorUnits(command.money)
        let currency = command.money.currency
        let source = "\(command.source.rawValue):\(currency)"
        guard command.open == true, case .party(let owner, let kind, let stated) = command.wallet,
            wallets[Address(owner: owner, kind: kind, currency: stated ?? currency)] == nil
        else {
            let name = try walletName(command.wallet, in: currency)
            try check(version, on: name)
            return try move("deposit", amount, currency, from: source, to: name, assigned)
        }
        if let stated { _ = try decimals(stated) }
        if parties[owner] == nil { throw Refusal(.partyNotFound) }
        if let stated, stated != currency { throw Refusal(.currencyMismatch) }
        // A wallet that is only being opened has no version that anybody could expect.
        if version != nil { throw Refusal(.versionConflict) }
        let name = open(Address(owner: owner, kind: kind, currency: currency), assigned)
        try move("deposit", amount, currency, from: source, to: name, assigned)
    }

    mutating func spend(_ command: WalletSpend, _ version: Int64?, _ assigned: AssignedIDs) throws(Refusal) {
        let amount = try minorUnits(command.money)
        let currency = command.money.currency
        let name = try walletName(command.wallet, in: currency)
        try check(version, on: name)
        try move("spend", amount, currency, from: name, to: "\(command.destination.rawValue):\(currency)", assigned)
    }

    mutating func transfer(_ command: WalletTransfer, _ version: Int64?, _ assigned: AssignedIDs) throws(Refusal) {
        let amount = try minorUnits(command.money)
        let currency = command.money.currency
        let payer = try walletName(command.from, in: currency)
        let receiver = try name(command.to, in: currency)
        try check(version, on: payer)
        if payer == receiver { throw Refusal(.sameAccount) }
        try move("transfer", amount, currency, from: payer, to: receiver, assigned)
    }

    mutating func post(_ command: JournalPost, _ assigned: AssignedIDs) throws(Refusal) {
        var legs: [NaiveLeg] = []
        for leg in command.legs {
            let amount = try minorUnits(leg.money)
            let name = try name(leg.account, in: leg.money.currency)
            legs.append(NaiveLeg(account: name, currency: leg.money.currency, amount: amount))
        }
        try check(legs)
        write("journal", legs, assigned)
    }

    mutating func reverse(_ command: TransactionReverse, _ assigned: AssignedIDs) throws(Refusal) {
        guard let past = transactions[command.transaction] else { throw Refusal(.transactionNotFound) }
        if past.givesBack { throw Refusal(.transactionNotReversible) }
        if past.reversedBy != nil { throw Refusal(.transactionAlreadyReversed) }
        if past.refunded.contains(where: { $0 > 0 }) { throw Refusal(.transactionAlreadyRefunded) }
        let legs = past.legs.map { NaiveLeg(account: $0.account, currency: $0.currency, amount: -$0.amount) }
        try check(legs, givesBack: true)
        let reversal = write("reversal", legs, assigned)
        transactions[past.id]?.reversedBy = reversal
    }

    mutating func refund(_ command: TransactionRefund, _ assigned: AssignedIDs) throws(Refusal) {
        guard let past = transactions[command.transaction] else { throw Refusal(.transactionNotFound) }
        var stated: Int64?
        if let money = command.money { stated = try minorUnits(money) }
        if past.reversedBy != nil { throw Refusal(.transactionAlreadyReversed) }
        let payers = past.legs.filter { $0.amount < 0 }
        guard !past.givesBack, payers.count == 1, Set(past.legs.map(\.currency)).count == 1 else {
            throw Refusal(.transactionNotRefundable)
        }
        if let money = command.money, money.currency != payers[0].currency { throw Refusal(.currencyMismatch) }
        let amount = stated.map { Int128($0) } ?? past.refundable
        guard amount > 0, amount <= past.refundable else { throw Refusal(.refundExceedsOriginal) }
        let shares = past.shares(of: amount)
        var legs: [NaiveLeg] = []
        for (leg, share) in zip(past.legs, shares) where share > 0 {
            legs.append(NaiveLeg(account: leg.account, currency: leg.currency, amount: -share))
        }
        legs.append(NaiveLeg(account: payers[0].account, currency: payers[0].currency, amount: Int64(amount)))
        try check(legs, givesBack: true)
        transactions[past.id]?.refunded = zip(past.refunded, shares).map { $0 + $1 }
        write("refund", legs, assigned)
    }

    private mutating func move(
        _ type: String, _ amount: Int64, _ currency: String, from payer: String, to receiver: String,
        _ assigned: AssignedIDs
    ) throws(Refusal) {
        let legs = [
            NaiveLeg(account: payer, currency: currency, amount: -amount),
            NaiveLeg(account: receiver, currency: currency, amount: amount),
        ]
        try check(legs)
        write(type, legs, assigned)
    }
}

extension NaiveTransaction {
    /// What each leg gives back of a refund: its part of what is left, rounded down; then one minor unit more in the order of the legs.
    func shares(of amount: Int128) -> [Int64] {
        let left = zip(legs, refunded).map { leg, refunded in Int128(max(leg.amount, 0) - refunded) }
        let total = left.reduce(0, +)
        var shares = left.map { $0 * amount / total }
        while shares.reduce(0, +) < amount {
            var given = shares.reduce(0, +)
            for index in shares.indices where given < amount && shares[index] < left[index] {
                shares[index] += 1
                given += 1
            }
        }
        return shares.map { Int64($0) }
    }
}
