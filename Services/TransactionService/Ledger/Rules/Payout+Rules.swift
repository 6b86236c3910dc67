import Contracts

extension PayoutSchedule: LedgerRule {
    func collect(_ needs: inout Needs) {
        needs.account(wallet)
        needs.readsPlans = true
    }

    func isPermitted(to actor: Actor, in book: Book) -> Bool { !actor.isBoundToOwn || book.isOwn(wallet, of: actor) }

    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        let account = try book.owned(wallet, field: "wallet")
        let minimum = try minimum.map { (amount) throws(CommandError) in
            try book.amount(amount, in: account.unit, field: "minimum")
        }
        guard account.isLimited else {
            throw CommandError(.statusConflict, "an account without a limit is not paid out", field: "wallet")
        }
        var plan = PayoutPlan(
            account: account.id, interval: interval, weekday: weekday, minimum: minimum ?? 1, nextDueAt: nil)
        plan.nextDueAt = plan.due(after: book.now)
        var change = Change()
        change.plan = plan
        change.payout = Payout(state: .scheduled, account: account, plan: plan)
        return change
    }
}

extension PayoutRun: LedgerRule {
    func collect(_ needs: inout Needs) {
        needs.banked(wallet)
        needs.readsPlans = true
        if dueAt == nil { needs.countsSpending = true }
    }

    /// A scheduled payout is the operator's to make; people ask for theirs when they want it, within their limits.
    func isPermitted(to actor: Actor, in book: Book) -> Bool {
        !actor.isBoundToOwn || (dueAt == nil && book.isOwn(wallet, of: actor))
    }

    /// Pays out all that is available. A due period is paid once, whoever asks for it and how often; where nothing can be paid, it passes.
    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        let account = try book.owned(wallet, field: "wallet")
        let plan = dueAt == nil ? nil : try due(of: account, in: book)
        let bank = account.owner.flatMap { book.primaryBankAccount(of: $0, in: account.unit) }
        // What an overdraft would allow is not the host's money.
        let amount = account.posted - account.held
        let obstacle: ErrorCode? =
            amount < (plan?.minimum ?? 1) || !account.isLimited
            ? .nothingToPayOut
            : bank == nil ? .noPrimaryBankAccount : account.status != .active ? .accountSuspended : nil
        guard let bank, obstacle == nil else {
            return try pass(account, plan, obstacle ?? .nothingToPayOut, at: book.now)
        }
        var change = book.withdraw(
            Money(minorUnits: amount, unit: account.unit), from: account, to: bank.id, nil, nil)
        if plan != nil { change.transaction?.type = .payout }
        change.plan = plan?.moved(past: book.now)
        change.payout = Payout(state: .initiated, account: account, plan: change.plan, dueAt: dueAt)
        return change
    }

    private func due(of account: Account, in book: Book) throws(CommandError) -> PayoutPlan {
        guard let plan = book.plans[account.id], plan.interval != .none else {
            throw CommandError(.payoutNotDue, "the wallet has no payout schedule", field: "wallet")
        }
        guard let dueAt, dueAt <= book.now, plan.nextDueAt == nil || plan.nextDueAt == dueAt else {
            throw CommandError(.payoutNotDue, "the period that ends at due_at is not due", field: "due_at")
        }
        return plan
    }

    /// On demand it is refused; a scheduled period passes without a payment, so that it does not stand in the way of the next.
    private func pass(
        _ account: Account, _ plan: PayoutPlan?, _ obstacle: ErrorCode, at now: Timestamp
    ) throws(CommandError) -> Change {
        guard let plan else {
            switch obstacle {
            case .noPrimaryBankAccount:
                throw CommandError(
                    obstacle, "the owner has no primary bank account in \(account.unit.code)", field: "wallet")
            case .accountSuspended:
                throw CommandError(obstacle, "\(account.text) is suspended", field: "wallet")
            default: throw CommandError(obstacle, "nothing is available on the wallet", field: "wallet")
            }
        }
        var change = Change()
        change.plan = plan.moved(past: now)
        change.payout = Payout(
            state: .skipped, account: account, plan: change.plan, dueAt: dueAt, reason: obstacle)
        return change
    }
}

extension PayoutPlan {
    fileprivate func moved(past now: Timestamp) -> PayoutPlan {
        var plan = self
        plan.nextDueAt = due(after: now)
        return plan
    }
}
