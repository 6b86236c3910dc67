import Contracts

extension HistoryGenerator {
    mutating func opening(_ model: NaiveLedger) -> AccountOpen {
        let currency = random.chance(4) ? "SHELLS" : currency()
        var command = AccountOpen(owner: anyParty(), kind: kind(), currency: currency)
        if command.kind == Self.floating, random.chance(60) {
            command.unlimited = true
        } else if random.chance(40) {
            let decimals = decimals(of: currency, model) + (random.chance(5) ? 1 : 0)
            command.overdraftLimit = money(random.number(0...20_000), currency, decimals: decimals)?.amount
            if random.chance(30) { command.unlimited = false }
        }
        return command
    }

    /// A change of status or limit.
    mutating func administration(
        _ type: (any Command.Type)?, _ account: NaiveAccount, _ model: NaiveLedger
    ) -> any Command {
        let isSystem = random.chance(2)
        let reference: AccountReference =
            isSystem ? .system(.cash, currency: "ZAR") : reference(to: account, model, needsCurrency: true)
        switch type {
        case is AccountSuspend.Type:
            // By preference one that waits for a payout.
            let planned = model.plans.filter { $0.value.interval != .none }.keys.sorted()
            let other = random.chance(40) ? random.pick(planned).flatMap { model.accounts[$0] } : nil
            return AccountSuspend(
                account: other.map { self.reference(to: $0, model, needsCurrency: true) } ?? reference,
                reason: "a question")
        case is AccountActivate.Type:
            // By preference one that is not active, so that wallets come back to life.
            let idle = model.walletNames.compactMap { model.accounts[$0] }.filter { $0.status != .active }
            guard random.chance(80), let other = random.pick(idle) else {
                return AccountActivate(account: reference, reason: "answered")
            }
            return AccountActivate(account: self.reference(to: other, model, needsCurrency: true), reason: "answered")
        case is AccountDeactivate.Type:
            let empty = model.walletNames.compactMap { model.accounts[$0] }.filter {
                $0.posted == 0 && model.held(on: $0.name) == 0 && !model.hasOpenRequests(on: $0.name)
            }
            guard random.chance(50), let other = random.pick(empty) else {
                return AccountDeactivate(account: reference, reason: "gone")
            }
            return AccountDeactivate(account: self.reference(to: other, model, needsCurrency: true), reason: "gone")
        default: return configuration(reference, account, model)
        }
    }

    private mutating func configuration(
        _ reference: AccountReference, _ account: NaiveAccount, _ model: NaiveLedger
    ) -> AccountConfigure {
        let decimals = decimals(of: account.currency, model) + (random.chance(4) ? 1 : 0)
        // Sometimes just what the account needs, sometimes one minor unit less.
        let needed = Int64(clamping: max(0, model.held(on: account.name) - account.posted))
        let limit = random.chance(50) ? max(0, needed + random.pick(0, 0, -1)) : random.number(0...40_000)
        let amount = money(limit, account.currency, decimals: decimals)?.amount
        guard random.chance(account.kind == Self.floating || !account.isLimited ? 70 : 12) else {
            return AccountConfigure(account: reference, overdraftLimit: amount)
        }
        if account.isLimited { return AccountConfigure(account: reference, unlimited: true) }
        return AccountConfigure(account: reference, overdraftLimit: amount, unlimited: amount == nil ? true : false)
    }
}
