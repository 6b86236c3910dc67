import Contracts

extension NaiveLedger {
    mutating func deposit(_ command: WalletDeposit, _ turn: Turn) throws(Refusal) {
        let amount = try minorUnits(command.money)
        let currency = command.money.currency
        let source = "\(command.source.rawValue):\(currency)"
        guard command.open == true, case .party(let owner, let kind, let stated) = command.wallet,
            wallets[Address(owner: owner, kind: kind, currency: stated ?? currency)] == nil
        else {
            let name = try walletName(command.wallet, in: currency)
            try check(turn.version, on: name)
            try move("deposit", amount, currency, from: source, to: name, turn)
            return
        }
        if let stated { _ = try decimals(stated) }
        _ = try party(owner)
        if let stated, stated != currency { throw Refusal(.currencyMismatch) }
        // A wallet that is only being opened has no version that anybody could expect.
        if turn.version != nil { throw Refusal(.versionConflict) }
        let name = open(Address(owner: owner, kind: kind, currency: currency), turn)
        try move("deposit", amount, currency, from: source, to: name, turn)
    }

    mutating func spend(_ command: WalletSpend, _ turn: Turn) throws(Refusal) {
        let amount = try minorUnits(command.money)
        let currency = command.money.currency
        let name = try walletName(command.wallet, in: currency)
        try check(turn.version, on: name)
        try move("spend", amount, currency, from: name, to: "\(command.destination.rawValue):\(currency)", turn)
    }

    mutating func transfer(_ command: WalletTransfer, _ turn: Turn) throws(Refusal) {
        let amount = try minorUnits(command.money)
        let currency = command.money.currency
        let payer = try walletName(command.from, in: currency)
        let receiver = try name(command.to, in: currency)
        try check(turn.version, on: payer)
        if payer == receiver { throw Refusal(.sameAccount) }
        try move("transfer", amount, currency, from: payer, to: receiver, turn)
    }

    mutating func post(_ command: JournalPost, _ turn: Turn) throws(Refusal) {
        var legs: [NaiveLeg] = []
        for leg in command.legs {
            let amount = try minorUnits(leg.money)
            let name = try name(leg.account, in: leg.money.currency)
            legs.append(NaiveLeg(account: name, currency: leg.money.currency, amount: amount))
        }
        try move("journal", legs, turn)
    }

    mutating func adjust(_ command: AdjustmentPost, _ turn: Turn) throws(Refusal) {
        let amount = try minorUnits(command.money)
        let currency = command.money.currency
        let name = try walletName(command.wallet, in: currency)
        try check(turn.version, on: name)
        let adjustments = "adjustments:\(currency)"
        if command.direction == .up {
            try move("adjustment", amount, currency, from: adjustments, to: name, turn)
        } else {
            try move("adjustment", amount, currency, from: name, to: adjustments, turn)
        }
    }

    mutating func chargeBack(_ command: ChargebackPost, _ turn: Turn) throws(Refusal) {
        let amount = try minorUnits(command.money)
        let currency = command.money.currency
        let name = try walletName(command.wallet, in: currency)
        try check(turn.version, on: name)
        try move("chargeback", amount, currency, from: name, to: "cash:\(currency)", turn)
    }

    /// The two legs of a simple movement.
    @discardableResult
    mutating func move(
        _ type: String, _ amount: Int64, _ currency: String, from payer: String, to receiver: String, _ turn: Turn
    ) throws(Refusal) -> TransactionID {
        let legs = [
            NaiveLeg(account: payer, currency: currency, amount: -amount),
            NaiveLeg(account: receiver, currency: currency, amount: amount),
        ]
        return try move(type, legs, turn)
    }
}
