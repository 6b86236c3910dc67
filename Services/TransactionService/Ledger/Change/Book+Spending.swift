import Contracts

/// Money that a command takes out of a wallet in a way that limits and risk rules count.
struct Spending {
    let account: Account
    /// In minor units; positive.
    let amount: Int64
    /// Where it goes, as far as it is one account.
    let receiver: AccountID?

    /// Whether limits and risk rules are asked: not about a wallet without a limit, which is an operator's own.
    var isBounded: Bool { account.isLimited }
}

extension Book {
    /// What leaves wallets by a change; what leaves system accounts is not counted.
    func spendings(of change: Change) -> [Spending] {
        // Most ledgers have neither limits nor rules most of the time.
        guard !limits.isEmpty || !policy.riskRules.isEmpty else { return [] }
        if let placement = change.placement, let account = account(placement.account) {
            return [Spending(account: account, amount: placement.amount, receiver: nil)]
        }
        guard let draft = change.transaction, draft.isCounted else { return [] }
        let receivers = draft.postings.filter { $0.amount > 0 && SystemAccount(id: $0.account) == nil }
        let receiver = receivers.count == 1 ? receivers[0].account : nil
        return draft.postings.filter { $0.amount < 0 }.compactMap { posting in
            guard let account = account(posting.account), account.owner != nil else { return nil }
            return Spending(account: account, amount: -posting.amount, receiver: receiver)
        }
    }

    /// Refuses what goes beyond a bound of the wallet or of its owner's KYC level.
    func checkLimits(_ spendings: [Spending]) throws(CommandError) {
        guard !limits.isEmpty else { return }
        for spending in spendings where spending.isBounded {
            for bounds in limits.bounds(on: spending.account) { try check(spending, bounds) }
        }
    }

    private func check(_ spending: Spending, _ bounds: LimitBounds) throws(CommandError) {
        let unit = spending.account.unit
        func text(_ amount: Int64) -> String { "\(MinorUnits.text(amount, decimals: unit.decimals)) \(unit.code)" }
        if let minimum = bounds.minimum, spending.amount < minimum {
            throw CommandError(.amountBelowMinimum, "at least \(text(minimum)) must be moved at a time")
        }
        if let maximum = bounds.maximum, spending.amount > maximum {
            throw CommandError(.amountAboveMaximum, "at most \(text(maximum)) can be moved at a time")
        }
        guard let daily = bounds.daily else { return }
        let before = spent(on: WalletDay(account: spending.account.id, day: now.utcDay))
        if Int128(before) + Int128(spending.amount) > Int128(daily) {
            throw CommandError(.dailyLimitExceeded, "at most \(text(daily)) can leave the wallet on a day in UTC")
        }
    }

    /// Counts what has left, and gives back the room of what came back on the same day; only where a daily limit applies.
    mutating func note(_ spendings: [Spending], _ restorations: [Change.Restoration]) {
        if !limits.isEmpty {
            for spending in spendings where spending.isBounded { count(spending.amount, on: spending.account) }
            for restoration in restorations where restoration.leftAt.utcDay == now.utcDay {
                if let account = account(restoration.account) { count(-restoration.amount, on: account) }
            }
        }
        guard policy.longestWindow != nil else { return }
        for spending in spendings {
            let movement = Movement(at: now, amount: spending.amount, receiver: spending.receiver)
            insert(movement, from: spending.account.id)
            changes.movements.append(SentMovement(account: spending.account.id, movement: movement))
        }
    }

    private mutating func count(_ amount: Int64, on account: Account) {
        guard limits.bounds(on: account).contains(where: { $0.daily != nil }) else { return }
        let day = WalletDay(account: account.id, day: now.utcDay)
        let (sum, overflow) = spent(on: day).addingReportingOverflow(amount)
        spent[day] = overflow ? Int64.max : max(0, sum)
        changes.days.insert(day)
    }
}
