import Contracts

extension NaiveLedger {
    mutating func place(
        _ command: HoldPlace, _ version: Int64?, _ now: Timestamp, _ assigned: AssignedIDs
    ) throws(Refusal) {
        let amount = try minorUnits(command.money)
        let name = try walletName(command.wallet, in: command.money.currency)
        guard account(named: name).isLimited else { throw Refusal(.statusConflict) }
        try check(version, on: name)
        let week: Int64 = 7 * 86_400
        let expiresAt = command.expiresAt ?? now.adding(seconds: command.expiresIn ?? week)
        if expiresAt <= now { throw Refusal(.holdExpired) }
        if expiresAt > now.adding(seconds: 366 * 86_400) { throw Refusal(.invalidField) }
        try checkLeaving(name)
        if held(on: name) + Int128(amount) > Int128(Self.bound) { throw Refusal(.balanceOverflow) }
        if available(on: name) < Int128(amount) { throw Refusal(.insufficientFunds) }
        let hold = NaiveHold(
            id: assigned.hold ?? HoldID(number: nextNumber()), account: name, amount: amount, expiresAt: expiresAt)
        holds[hold.id] = hold
        holdIDs.append(hold.id)
        holdsByAccount[name, default: []].append(hold.id)
        accounts[name]?.version += 1
    }

    mutating func capture(
        _ command: HoldCapture, _ version: Int64?, _ now: Timestamp, _ assigned: AssignedIDs
    ) throws(Refusal) {
        guard var hold = holds[command.hold] else { throw Refusal(.holdNotFound) }
        let currency = account(named: hold.account).currency
        let parts = try parts(of: command, hold, currency)
        try check(version, on: hold.account)
        try checkOpen(hold)
        if now >= hold.expiresAt { throw Refusal(.holdExpired) }
        let total = parts.reduce(0) { $0 + Int128($1.amount) }
        if total > Int128(hold.remaining) { throw Refusal(.captureExceedsHold) }
        if parts.contains(where: { $0.account == hold.account }) { throw Refusal(.sameAccount) }
        let legs = [NaiveLeg(account: hold.account, currency: currency, amount: -Int64(total))] + parts

        // While it is checked, the hold no longer stands in its own way.
        holds[hold.id]?.state = .captured
        do throws(Refusal) {
            try check(legs)
        } catch {
            holds[hold.id] = hold
            throw error
        }
        hold.captured += Int64(total)
        if hold.captured == hold.amount { hold.state = .captured }
        if hold.state == .pending, command.final {
            hold.released = hold.remaining
            hold.state = .captured
        }
        holds[hold.id] = hold
        write("capture", legs, assigned)
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

    mutating func release(_ command: HoldRelease, _ version: Int64?) throws(Refusal) {
        guard let hold = holds[command.hold] else { throw Refusal(.holdNotFound) }
        try check(version, on: hold.account)
        try checkOpen(hold)
        end(hold, as: hold.captured == 0 ? .voided : .captured)
    }

    mutating func expire(_ command: HoldExpire, _ now: Timestamp) throws(Refusal) {
        guard let hold = holds[command.hold] else { throw Refusal(.holdNotFound) }
        try checkOpen(hold)
        if hold.expiresAt > now { throw Refusal(.holdNotExpired) }
        end(hold, as: .expired)
    }

    private mutating func end(_ hold: NaiveHold, as state: NaiveHold.State) {
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
