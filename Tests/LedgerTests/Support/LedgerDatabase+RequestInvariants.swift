import Contracts
import Ledger

extension LedgerDatabase {
    /// A request and the movements that it stands for say the same.
    func requestBreaches() -> [String] {
        var breaches: [String] = []
        var inTransit: [String: Int128] = [:]
        for request in requests.values {
            let types = request.expectedTypes
            let moved = request.transaction.flatMap { transactions[$0] }
            let settled = request.settlement.flatMap { transactions[$0] }
            if !types.moved.contains(moved?.type) || !types.settled.contains(settled?.type) {
                breaches.append("\(request) is not what its transactions are")
            }
            if [request.transaction, request.settlement].compactMap(\.self) != [moved, settled].compactMap(\.?.id) {
                breaches.append("\(request) names a transaction that does not exist")
            }
            for past in [moved, settled].compactMap(\.self) where past.amount != request.amount {
                breaches.append("\(request.text) is not the sum of \(past)")
            }
            if request.kind == .withdrawal, request.state == .pending, let unit = accounts[request.account]?.unit {
                inTransit[unit.code, default: 0] += Int128(request.amount)
            }
        }
        for account in accounts.values
        where account.kind == SystemAccount.payoutsInTransit.rawValue && account.owner == nil {
            if Int128(account.posted) != inTransit[account.unit.code] ?? 0 {
                breaches.append("\(account.text) is not the sum of what is in transit")
            }
        }
        return breaches
    }

    /// Refunds and reversals are noted at what they give back.
    func givenBackBreaches() -> [String] {
        var given: [TransactionID: Int64] = [:]
        var reversals: [TransactionID: TransactionID] = [:]
        for (id, original) in originals {
            switch transactions[id]?.type {
            case .refund: given[original, default: 0] += transactions[id]?.amount ?? 0
            case .reversal: reversals[original] = id
            default: continue
            }
        }
        return transactions.values.filter {
            $0.refundedTotal != given[$0.id] ?? 0 || $0.reversedBy != reversals[$0.id]
        }.map { "\($0) does not say what was given back" }
    }

    /// A party has one primary bank account in a unit at the most, and none that is out of use.
    func primaryBreaches() -> [String] {
        var seen: Set<String> = []
        return bankAccounts.values.filter(\.isPrimary).compactMap { account in
            let isFirst = seen.insert("\(account.party) \(account.unit.code)").inserted
            return isFirst && account.state == .active ? nil : "\(account.id) is one primary too many"
        }
    }
}

extension Request {
    /// Of which types its movement and its settlement are in its state; nil where there is none.
    fileprivate var expectedTypes: (moved: Set<TransactionType?>, settled: Set<TransactionType?>) {
        switch (kind, state) {
        case (.job, .failed): ([.job], [nil, .refund])
        case (.job, _): ([.job], [nil])
        case (.chargeSale, .refunded): ([.chargeSale], [.refund])
        case (.chargeSale, _): ([.chargeSale], [nil])
        case (.creditRequest, .approved): ([.credit], [nil])
        case (.creditRequest, _): ([nil], [nil])
        case (.withdrawal, .completed): ([.withdrawal, .payout], [.withdrawalCompletion])
        case (.withdrawal, .failed): ([.withdrawal, .payout], [.withdrawalReturn])
        case (.withdrawal, _): ([.withdrawal, .payout], [nil])
        }
    }
}
