import Contracts

extension NaiveLedger {
    mutating func withdraw(_ command: WithdrawalInitiate, _ turn: Turn) throws(Refusal) {
        let amount = try minorUnits(command.money)
        let currency = command.money.currency
        let name = try walletName(command.wallet, in: currency)
        guard let owner = account(named: name).owner else { throw Refusal(.invalidField) }
        let bank: BankAccountID
        if let id = command.bankAccount {
            guard let account = bankAccounts[id], account.isActive, account.party == owner else {
                throw Refusal(.bankAccountNotFound)
            }
            if account.currency != currency { throw Refusal(.currencyMismatch) }
            bank = id
        } else {
            guard let primary = primary(of: owner, currency) else { throw Refusal(.noPrimaryBankAccount) }
            bank = primary
        }
        try check(turn.version, on: name)
        try withdraw("withdrawal", amount, currency, from: name, to: bank, turn)
    }

    mutating func complete(_ command: WithdrawalComplete, _ turn: Turn) throws(Refusal) {
        let id = command.withdrawal.description
        let request = try request(id, .withdrawal, otherwise: .withdrawalNotFound)
        guard request.state == .pending else { throw Refusal(.requestClosed) }
        let currency = account(named: request.account).currency
        requests[id]?.state = .completed
        let settlement = try move(
            "withdrawal_completion", request.amount, currency, from: "payouts_in_transit:\(currency)",
            to: "cash:\(currency)", turn)
        requests[id]?.settlement = settlement
    }

    mutating func fail(_ command: WithdrawalFail, _ turn: Turn) throws(Refusal) {
        let id = command.withdrawal.description
        let request = try request(id, .withdrawal, otherwise: .withdrawalNotFound)
        guard request.state == .pending else { throw Refusal(.requestClosed) }
        let currency = account(named: request.account).currency
        requests[id]?.state = .failed
        let settlement = try move(
            "withdrawal_return", request.amount, currency, from: "payouts_in_transit:\(currency)",
            to: request.account, turn)
        requests[id]?.settlement = settlement
        // A scheduled payout was never counted, so it leaves no room when it comes back.
        if let past = request.transaction.flatMap({ transactions[$0] }), past.type == "withdrawal" {
            giveBack(request.amount, to: request.account, leftAt: past.postedAt, turn)
        }
    }

    mutating func schedule(_ command: PayoutSchedule, _ turn: Turn) throws(Refusal) {
        let name = try walletName(command.wallet)
        let account = account(named: name)
        var minimum: Int64 = 1
        if let amount = command.minimum { minimum = try minorUnits(amount, decimals: decimals(account.currency)) }
        guard account.isLimited else { throw Refusal(.statusConflict) }
        var plan = NaivePlan(interval: command.interval, weekday: command.weekday, minimum: minimum)
        plan.moveOn(after: turn.now)
        plans[name] = plan
    }

    mutating func run(_ command: PayoutRun, _ turn: Turn) throws(Refusal) {
        let name = try walletName(command.wallet)
        let account = account(named: name)
        let own = account.isLimited ? account.posted - held(on: name) : 0
        let bank = account.owner.flatMap { primary(of: $0, account.currency) }
        guard let dueAt = command.dueAt else {
            if own < 1 { throw Refusal(.nothingToPayOut) }
            guard let bank else { throw Refusal(.noPrimaryBankAccount) }
            // It is the owner's doing, like any other withdrawal.
            return try withdraw("withdrawal", Int64(own), account.currency, from: name, to: bank, turn)
        }
        guard let plan = plans[name], plan.interval != .none, dueAt <= turn.now,
            plan.nextDueAt == nil || plan.nextDueAt == dueAt
        else { throw Refusal(.payoutNotDue) }
        plans[name]?.moveOn(after: turn.now)
        // What cannot be paid for a period passes with it.
        guard own >= plan.minimum, let bank, account.status == .active else { return }
        try withdraw("payout", Int64(own), account.currency, from: name, to: bank, turn)
    }

    private mutating func withdraw(
        _ type: String, _ amount: Int64, _ currency: String, from name: String, to bank: BankAccountID, _ turn: Turn
    ) throws(Refusal) {
        let id = try move(type, amount, currency, from: name, to: "payouts_in_transit:\(currency)", turn)
        var request = NaiveRequest(
            kind: .withdrawal, account: name, amount: amount, createdAt: turn.now, state: .pending, transaction: id)
        request.bankAccount = bank
        add(request, as: turn.assigned.request ?? WithdrawalID(number: nextNumber()).description)
    }
}

extension NaivePlan {
    /// The next midnight in UTC at which it is due: any, or the one with which the right day of the week begins.
    mutating func moveOn(after now: Timestamp) {
        nextDueAt = nil
        guard interval == .daily || interval == .weekly else { return }
        var day = NaiveDay(wallet: "", of: now).day + 1
        // The days of the week go round from Monday, 5 January 1970, which was day 4.
        while interval == .weekly, (day - 4) % 7 + 1 != Int64(weekday?.isoNumber ?? 0) { day += 1 }
        nextDueAt = Timestamp(microseconds: day * 86_400_000_000)
    }
}
