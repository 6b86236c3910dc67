import Contracts

extension NaiveLedger {
    mutating func place(_ command: HoldPlace, _ turn: Turn) throws(Refusal) {
        let amount = try minorUnits(command.money)
        let name = try walletName(command.wallet, in: command.money.currency)
        guard account(named: name).isLimited else { throw Refusal(.statusConflict) }
        try check(turn.version, on: name)
        let week: Int64 = 7 * 86_400
        let expiresAt = command.expiresAt ?? turn.now.adding(seconds: command.expiresIn ?? week)
        if expiresAt <= turn.now { throw Refusal(.holdExpired) }
        if expiresAt > turn.now.adding(seconds: 366 * 86_400) { throw Refusal(.invalidField) }
        try checkLeaving(name)
        if held(on: name) + Int128(amount) > Int128(Self.bound) { throw Refusal(.balanceOverflow) }
        let spending = Spending(wallet: name, amount: amount, receiver: nil)
        let suspicion = try examine(spending, turn)
        if available(on: name) < Int128(amount) { throw Refusal(.insufficientFunds) }
        let hold = NaiveHold(
            id: turn.assigned.hold ?? HoldID(number: nextNumber()), account: name, amount: amount, placedAt: turn.now,
            expiresAt: expiresAt)
        holds[hold.id] = hold
        holdIDs.append(hold.id)
        holdsByAccount[name, default: []].append(hold.id)
        accounts[name]?.version += 1
        note(spending, turn)
        if let suspicion { raise(suspicion, turn, transaction: nil) }
    }

    mutating func capture(_ command: HoldCapture, _ turn: Turn) throws(Refusal) {
        guard var hold = holds[command.hold] else { throw Refusal(.holdNotFound) }
        let currency = account(named: hold.account).currency
        let parts = try parts(of: command, hold, currency)
        try check(turn.version, on: hold.account)
        try checkOpen(hold)
        if turn.now >= hold.expiresAt { throw Refusal(.holdExpired) }
        let total = parts.reduce(0) { $0 + Int128($1.amount) }
        if total > Int128(hold.remaining) { throw Refusal(.captureExceedsHold) }
        if parts.contains(where: { $0.account == hold.account }) { throw Refusal(.sameAccount) }
        let legs = [NaiveLeg(account: hold.account, currency: currency, amount: -Int64(total))] + parts
        try move("capture", legs, turn)
        hold.captured += Int64(total)
        if command.final {
            giveBack(hold.remaining, to: hold.account, leftAt: hold.placedAt, turn)
            hold.released = hold.remaining
        }
        if command.final || hold.captured == hold.amount { hold.state = .captured }
        holds[hold.id] = hold
    }

    private func parts(
        of command: HoldCapture, _ hold: NaiveHold, _ currency: String
    ) throws(Refusal) -> [NaiveLeg] {
        var parts: [NaiveLeg] = []
        if let to = command.to {
            var amount = hold.remaining
            if let money = command.money {
                amount = try minorUnits(money)
                if money.currency != currency { throw Refusal(.currencyMismatch) }
            }
            parts.append(NaiveLeg(account: try name(to, in: currency), currency: currency, amount: amount))
        }
        for split in command.splits ?? [] {
            let amount = try minorUnits(split.money)
            if split.money.currency != currency { throw Refusal(.currencyMismatch) }
            parts.append(NaiveLeg(account: try name(split.to, in: currency), currency: currency, amount: amount))
        }
        return parts
    }

    mutating func release(_ command: HoldRelease, _ turn: Turn) throws(Refusal) {
        guard let hold = holds[command.hold] else { throw Refusal(.holdNotFound) }
        try check(turn.version, on: hold.account)
        try checkOpen(hold)
        end(hold, as: hold.captured == 0 ? .voided : .captured, turn)
    }

    mutating func expire(_ command: HoldExpire, _ turn: Turn) throws(Refusal) {
        guard let hold = holds[command.hold] else { throw Refusal(.holdNotFound) }
        try checkOpen(hold)
        if hold.expiresAt > turn.now { throw Refusal(.holdNotExpired) }
        end(hold, as: .expired, turn)
    }

    func warn(_ command: HoldWarn, _ turn: Turn) throws(Refusal) {
        guard let hold = holds[command.hold] else { throw Refusal(.holdNotFound) }
        try checkOpen(hold)
        if hold.expiresAt <= turn.now { throw Refusal(.holdExpired) }
    }

    private mutating func end(_ hold: NaiveHold, as state: NaiveHold.State, _ turn: Turn) {
        giveBack(hold.remaining, to: hold.account, leftAt: hold.placedAt, turn)
        holds[hold.id]?.released = hold.remaining
        holds[hold.id]?.state = state
        accounts[hold.account]?.version += 1
    }

    private func checkOpen(_ hold: NaiveHold) throws(Refusal) {
        switch hold.state {
        case .pending: return
        case .expired: throw Refusal(.holdExpired)
        case .captured, .voided: throw Refusal(.holdClosed)
        }
    }
}
