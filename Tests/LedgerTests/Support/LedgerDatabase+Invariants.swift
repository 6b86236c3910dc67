import Contracts
import Ledger

extension LedgerDatabase {
    /// What must hold after every batch; the breaches in words, none in a sound ledger.
    func breaches() -> [String] {
        var breaches = complaints
        for past in transactions.values {
            var sums: [CurrencyUnit: Int128] = [:]
            for posting in past.postings { sums[posting.unit, default: 0] += Int128(posting.amount) }
            if sums.values.contains(where: { $0 != 0 }) { breaches.append("\(past.id) does not balance") }
        }
        var held: [AccountID: Int64] = [:]
        for hold in holds.values { held[hold.account, default: 0] += hold.remaining }
        for account in accounts.values {
            var balance: Int64 = 0
            for (index, row) in (entries[account.id] ?? []).enumerated() {
                balance += row.amount
                if row.sequence != Int64(index + 1) {
                    breaches.append("\(account.text) entry \(index + 1) is \(row.sequence)")
                }
                if row.balance != balance {
                    breaches.append("\(account.text) entry \(row.sequence) says \(row.balance)")
                }
            }
            if balance != account.posted {
                breaches.append("\(account.text) is \(account.posted), entries say \(balance)")
            }
            if Int64(entries[account.id]?.count ?? 0) != account.entrySequence {
                breaches.append("\(account.text) sequence")
            }
            if account.held != held[account.id] ?? 0 {
                breaches.append("\(account.text) holds \(account.held), its holds say \(held[account.id] ?? 0)")
            }
            if account.isLimited, account.available + account.loadedShortfall < 0 {
                breaches.append("\(account.text) is below its limit")
            }
        }
        for (unit, sum) in trialBalance where sum != 0 { breaches.append("accounts in \(unit) add up to \(sum)") }
        return breaches + requestBreaches() + givenBackBreaches() + primaryBreaches()
    }

    /// The sum of all accounts by unit: what one has, another has given.
    private var trialBalance: [String: Int128] {
        var sums: [String: Int128] = [:]
        for account in accounts.values { sums[account.unit.code, default: 0] += Int128(account.posted) }
        return sums
    }

    /// What changed from an earlier state, in the sense of the rules: versions rise by one for each change of an account.
    ///
    /// - Parameter committed: the commands that changed the ledger meanwhile.
    func breaches(since before: LedgerDatabase, committed: Int) -> [String] {
        var breaches: [String] = []
        for (id, account) in accounts {
            let earlier = before.accounts[id]
            let rise = account.version - (earlier?.version ?? 0)
            let isSame = earlier.map { $0 == account } ?? false
            if account.shortfall > earlier?.shortfall ?? 0, !new(.chargeback, on: id, since: before) {
                breaches.append("\(account.text) fell below its limit without a chargeback")
            }
            if rise < 0 || rise > Int64(committed) || isSame != (rise == 0) {
                breaches.append("\(account.text) rose by \(rise) versions in \(committed) commands")
            }
        }
        for (id, flag) in before.flags where flags[id].map({ $0.state == .open && flag.state != .open }) ?? true {
            breaches.append("\(id) went back to open")
        }
        if committed == 0, !hasSameState(as: before) { breaches.append("a refusal changed something") }
        for (id, rows) in before.entries where entries[id]?.starts(with: rows) != true {
            breaches.append("entries of \(id) were rewritten")
        }
        return breaches
    }

    private func new(_ type: TransactionType, on id: AccountID, since before: LedgerDatabase) -> Bool {
        let rows = (entries[id] ?? []).dropFirst(before.entries[id]?.count ?? 0)
        return rows.contains { transactions[$0.transaction]?.type == type }
    }

    /// Whether the two say the same; outcomes aside, and flags, which even a refusal raises.
    func hasSameState(as other: LedgerDatabase) -> Bool {
        accounts == other.accounts && holds == other.holds && transactions == other.transactions
            && originals == other.originals && entries == other.entries && parties == other.parties
            && phones == other.phones && units == other.units && wallets == other.wallets
            && requests == other.requests && bankAccounts == other.bankAccounts && plans == other.plans
            && limits == other.limits && days == other.days && movements == other.movements
    }
}
