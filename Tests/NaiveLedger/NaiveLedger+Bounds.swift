import Contracts

extension NaiveLedger {
    /// Money on its way out of a wallet.
    struct Spending {
        let wallet: String
        let amount: Int64
        /// The wallet to which it goes, where it is one.
        let receiver: String?
    }

    /// What risk rules say of a spending.
    struct Suspicion: Sendable {
        let wallet: String
        let rules: [String]
        let denies: Bool
    }

    mutating func set(_ command: LimitSet) throws(Refusal) {
        var scope: NaiveLimit.Scope
        let decimals: UInt8
        if let wallet = command.wallet {
            let name = try walletName(wallet)
            scope = .wallet(name)
            decimals = try self.decimals(account(named: name).currency)
        } else {
            let currency = command.currency ?? ""
            decimals = try self.decimals(currency)
            scope = .level(command.kycLevel ?? 0, currency: currency)
        }
        var limit = NaiveLimit()
        if let amount = command.minimum { limit.minimum = try minorUnits(amount, decimals: decimals) }
        if let amount = command.maximum { limit.maximum = try minorUnits(amount, decimals: decimals) }
        if let amount = command.daily { limit.daily = try minorUnits(amount, decimals: decimals) }
        limits[scope] = limit
    }

    /// Holds a spending against limits, then against risk rules; what is only flagged is given back.
    func examine(_ spending: Spending, _ turn: Turn) throws(Refusal) -> Suspicion? {
        let account = account(named: spending.wallet)
        guard account.isLimited, account.owner != nil else { return nil }
        for limit in limits(on: spending.wallet) {
            if let minimum = limit.minimum, spending.amount < minimum { throw Refusal(.amountBelowMinimum) }
            if let maximum = limit.maximum, spending.amount > maximum { throw Refusal(.amountAboveMaximum) }
            let today = spent(on: NaiveDay(wallet: spending.wallet, of: turn.now))
            if let daily = limit.daily, today + Int128(spending.amount) > Int128(daily) {
                throw Refusal(.dailyLimitExceeded)
            }
        }
        let broken = riskRules.filter { isBroken($0, by: spending, turn.now) }
        guard !broken.isEmpty else { return nil }
        let suspicion = Suspicion(
            wallet: spending.wallet, rules: broken.map(\.name), denies: broken.contains(where: \.denies))
        if suspicion.denies { throw Refusal(.riskDenied, suspicion: suspicion) }
        return suspicion
    }

    /// The wallet's own limit, and that of its owner's KYC level.
    private func limits(on name: String) -> [NaiveLimit] {
        let account = account(named: name)
        guard let owner = account.owner, let level = parties[owner]?.kycLevel else { return [] }
        return [limits[.wallet(name)], limits[.level(level, currency: account.currency)]].compactMap(\.self)
    }

    /// Notes what has left a wallet, or has been set aside on it, for limits and for risk rules.
    mutating func note(_ spending: Spending, _ turn: Turn) {
        count(spending.amount, on: spending.wallet, turn)
        guard accounts[spending.wallet]?.owner != nil, riskRules.contains(where: { $0.seconds > 0 }) else { return }
        movements.append(
            NaiveMovement(
                wallet: spending.wallet, at: turn.now, amount: spending.amount, receiver: spending.receiver))
    }

    /// Counts what leaves a wallet today; only while a daily limit applies to it.
    private mutating func count(_ amount: Int64, on name: String, _ turn: Turn) {
        guard amount < 0 || account(named: name).isLimited, limits(on: name).contains(where: { $0.daily != nil })
        else { return }
        counted[NaiveDay(wallet: name, of: turn.now), default: []].append(amount)
    }

    /// Gives room back for money that comes back on the day on which it left.
    mutating func giveBack(_ amount: Int64, to name: String, leftAt: Timestamp, _ turn: Turn) {
        guard NaiveDay(wallet: name, of: leftAt) == NaiveDay(wallet: name, of: turn.now) else { return }
        count(-amount, on: name, turn)
    }

    private func isBroken(_ rule: NaiveRiskRule, by spending: Spending, _ now: Timestamp) -> Bool {
        let currency = account(named: spending.wallet).currency
        if let wanted = rule.currency, wanted != currency { return false }
        let earlier = movements.filter {
            $0.wallet == spending.wallet && $0.at > now.adding(seconds: -rule.seconds)
        }
        switch rule.measure {
        case .amount(let bound): return isOver(bound, Int128(spending.amount), currency)
        case .count(let bound): return earlier.count + 1 > bound
        case .sum(let bound):
            return isOver(bound, earlier.reduce(Int128(spending.amount)) { $0 + Int128($1.amount) }, currency)
        case .receivers(let bound):
            return Set((earlier.map(\.receiver) + [spending.receiver]).compactMap(\.self)).count > bound
        }
    }

    private func isOver(_ bound: DecimalAmount, _ amount: Int128, _ currency: String) -> Bool {
        guard let bound = try? minorUnits(bound, decimals: decimals(currency)) else { return false }
        return amount > Int128(bound)
    }
}
