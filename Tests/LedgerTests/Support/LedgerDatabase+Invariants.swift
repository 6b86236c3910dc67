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
            if account.isLimited, account.available < 0 { breaches.append("\(account.text) is below its limit") }
        }
        return breaches
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
            if rise < 0 || rise > Int64(committed) || isSame != (rise == 0) {
                breaches.append("\(account.text) rose by \(rise) versions in \(committed) commands")
            }
        }
        if committed == 0, !hasSameState(as: before) { breaches.append("a refusal changed something") }
        for (id, rows) in before.entries where entries[id]?.starts(with: rows) != true {
            breaches.append("entries of \(id) were rewritten")
        }
        return breaches
    }

    /// Whether the two say the same, outcomes aside.
    func hasSameState(as other: LedgerDatabase) -> Bool {
        accounts == other.accounts && holds == other.holds && transactions == other.transactions
            && entries == other.entries && parties == other.parties && units == other.units && wallets == other.wallets
    }
}
