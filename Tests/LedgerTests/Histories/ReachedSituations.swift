import Contracts
import Ledger
import NaiveLedger

/// What a history should have been through.
enum Situation: String, CaseIterable {
    case belowLimit, backAboveLimit, chargebackOfSuspended
    case payoutOfPeriod, payoutOnDemand, nothingToPay, nobodyToPay, payoutOfSuspended
    case roomGivenBack, secondDay, boundedByLevel
    case flagged, denied, cleared, confirmed, flaggedHold
    case lookalikeNumber, primaryMoved, bankAccountsErased, salesForgotten, phoneTakenOver
    case jobExpired, jobRefundedLater, saleRefunded, creditApproved, withdrawalReturned
    case roundedExchange, exactExchange, splitInFour
    case byOwner, byAdministrator, notOwned, notAllowed
}

/// Runs some histories and counts what occurs in them.
struct ReachedSituations {
    private(set) var committed: [String: Int] = [:]
    private(set) var codes: [ErrorCode: Int] = [:]
    private(set) var replays: [Bool: Int] = [:]
    private(set) var linked: [Bool: Int] = [:]
    private(set) var situations: [Situation: Int] = [:]

    init(seeds: ClosedRange<UInt64>) throws {
        for seed in seeds {
            var history = History(seed: seed)
            for _ in 0..<20 {
                let before = history.database
                let wave = try history.wave()
                for (item, outcomes) in zip(wave.items, wave.outcomes) {
                    if case .linked = item, outcomes.count > 1 {
                        linked[outcomes.contains(where: \.isFailure), default: 0] += 1
                    }
                    for outcome in outcomes { count(outcome) }
                }
                count(from: before, to: history.database)
            }
            note(.roomGivenBack, history.model.counted.values.filter { $0.contains { $0 < 0 } }.count)
            let days = Dictionary(grouping: history.database.days.keys, by: \.account)
            note(.secondDay, days.values.filter { $0.count > 1 }.count)
        }
    }

    private mutating func note(_ situation: Situation, _ count: Int = 1) { situations[situation, default: 0] += count }

    private mutating func count(_ outcome: Outcome) {
        switch outcome.status {
        case .committed:
            committed[outcome.envelope.type, default: 0] += 1
            count(committed: outcome)
        case .refused(let error), .rejected(let error):
            codes[error.code, default: 0] += 1
            count(error, of: outcome)
        case .replayed(let isCommitted): replays[isCommitted, default: 0] += 1
        }
    }

    private mutating func count(_ error: CommandError, of outcome: Outcome) {
        switch (error.code, error.field) {
        case (.forbidden, "actor.role"): note(.notAllowed)
        case (.forbidden, _): note(.notOwned)
        case (.idempotencyKeyReused, "iban"), (.idempotencyKeyReused, "number"):
            if outcome.envelope.command is BankAccountAdd { note(.lookalikeNumber) }
        case (.riskDenied, _): note(.denied)
        default: return
        }
    }

    private mutating func count(committed outcome: Outcome) {
        guard let document = (try? JSONReader.read(outcome.document))?.asObject else { return }
        switch outcome.envelope.common.actor?.role {
        case .admin: note(.byAdministrator)
        case .user, .host, .vendor, .seller: note(.byOwner)
        default: break
        }
        let isHold = outcome.envelope.command is HoldPlace
        if document["flags"] != nil { note(isHold ? .flaggedHold : .flagged) }
        let payout = document["payout"]?.asObject
        switch (payout?["state"]?.asString, payout?["reason"]?.asString) {
        case ("initiated", _): note(payout?["due_at"] == nil ? .payoutOnDemand : .payoutOfPeriod)
        case ("skipped", "nothing_to_pay_out"): note(.nothingToPay)
        case ("skipped", "no_primary_bank_account"): note(.nobodyToPay)
        case ("skipped", _): note(.payoutOfSuspended)
        default: break
        }
        if let exchange = document["exchange"]?.asObject {
            note(exchange["remainder"] == "0" ? .exactExchange : .roundedExchange)
        }
        let wallet = document["accounts"]?.asArray?.first?.asObject
        switch outcome.envelope.command {
        case is PaymentSplit:
            if document["transaction"]?.asObject?["legs"]?.asArray?.count == 4 { note(.splitInFour) }
        case is ChargebackPost: if wallet?["status"] == "suspended" { note(.chargebackOfSuspended) }
        case is JobExpire: note(.jobExpired)
        case is JobRefund: note(.jobRefundedLater)
        case is ChargeSaleRefund: note(.saleRefunded)
        case is CreditRequestApprove: note(.creditApproved)
        case is WithdrawalFail: note(.withdrawalReturned)
        default: break
        }
    }

    /// What shows only in the tables.
    private mutating func count(from before: LedgerDatabase, to after: LedgerDatabase) {
        for account in after.accounts.values {
            let shortfall = before.accounts[account.id]?.shortfall ?? 0
            if account.shortfall > shortfall { note(.belowLimit) }
            if account.shortfall == 0, shortfall > 0 { note(.backAboveLimit) }
        }
        for (phone, party) in after.phones {
            if let former = before.phones[phone], former != party { note(.phoneTakenOver) }
        }
        for account in before.bankAccounts.values {
            guard let now = after.bankAccounts[account.id] else { continue }
            if now.isPrimary, !account.isPrimary { note(.primaryMoved) }
            if now.state != account.state, after.parties[account.party]?.isErased == true { note(.bankAccountsErased) }
        }
        for request in before.requests.values where request.phone != nil && after.requests[request.id]?.phone == nil {
            note(.salesForgotten)
        }
        for flag in after.flags.values where before.flags[flag.id]?.state != flag.state {
            if flag.state == .cleared { note(.cleared) }
            if flag.state == .confirmed { note(.confirmed) }
        }
        for day in after.days.keys where after.limits[.init(scope: .wallet(day.account), unit: 0)] == nil {
            let own = after.limits.contains { $0.key.scope == .wallet(day.account) && $0.value.daily != nil }
            if !own { note(.boundedByLevel) }
        }
    }
}
