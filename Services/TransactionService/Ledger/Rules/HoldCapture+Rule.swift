import Contracts

extension HoldCapture: LedgerRule {
    func collect(_ needs: inout Needs) {
        needs.holds.insert(hold)
        needs.countsSpending = true
        if let money { needs.money(money) }
        // Without money of its own, the hold's unit is not known before it is loaded; a wallet named by its party then states its currency.
        if let to { needs.account(to, in: money?.currency) }
        for split in splits ?? [] {
            needs.money(split.money)
            needs.account(split.to, in: split.money.currency)
        }
    }

    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        var hold = try book.hold(named: hold)
        guard let payer = book.account(hold.account) else {
            throw CommandError(.accountNotFound, "the hold's account does not exist", field: "hold")
        }
        let parts = try parts(of: hold, payer, in: book)
        try book.check(context, on: payer, field: "hold")
        try hold.checkOpen()
        guard book.now < hold.expiresAt else {
            throw CommandError(.holdExpired, "the hold expired at \(hold.expiresAt.rfc3339)", field: "hold")
        }
        let total = try parts.total()
        guard total <= hold.remaining else {
            let rest = MinorUnits.text(hold.remaining, decimals: payer.unit.decimals)
            throw CommandError(.captureExceedsHold, "only \(rest) \(payer.unit.code) are still held", field: "hold")
        }
        guard !parts.contains(where: { $0.account == payer.id }) else {
            throw CommandError(.sameAccount, "held money cannot be captured for its own account", field: "to")
        }
        hold.captured += total
        var change = Change()
        if final {
            change.restorations = [hold.restoration]
            hold.released += hold.remaining
        }
        if hold.remaining == 0 { hold.state = .captured }
        change.hold = hold
        change.transaction = Change.Draft(
            type: .capture, postings: [Posting(account: payer.id, amount: -total, unit: payer.unit)] + parts,
            reference: reference, description: description, hold: hold.id)
        return change
    }

    private func parts(of hold: Hold, _ payer: Account, in book: Book) throws(CommandError) -> [Posting] {
        var parts: [Posting] = []
        if let to {
            let amount = try money.map { (money) throws(CommandError) in try book.money(money) }
            if let amount, amount.unit != payer.unit {
                throw CommandError(.currencyMismatch, "the hold is in \(payer.unit.code)", field: "money.currency")
            }
            let receiver = try book.account(to, in: payer.unit, field: "to")
            parts.append(Posting(account: receiver.id, amount: amount?.minorUnits ?? hold.remaining, unit: payer.unit))
        }
        for (index, split) in (splits ?? []).enumerated() {
            let amount = try book.money(split.money)
            guard amount.unit == payer.unit else {
                throw CommandError(
                    .currencyMismatch, "the hold is in \(payer.unit.code)", field: "splits[\(index)].money.currency")
            }
            let receiver = try book.account(split.to, in: amount.unit, field: "splits[\(index)].to")
            parts.append(Posting(account: receiver.id, amount: amount.minorUnits, unit: amount.unit))
        }
        return parts
    }
}

extension Hold {
    /// Refuses where nothing is held any more.
    func checkOpen() throws(CommandError) {
        switch state {
        case .pending: return
        case .expired: throw CommandError(.holdExpired, "the hold expired at \(expiresAt.rfc3339)", field: "hold")
        case .captured, .voided: throw CommandError(.holdClosed, "the hold is \(state.rawValue)", field: "hold")
        }
    }
}

extension [Posting] {
    fileprivate func total() throws(CommandError) -> Int64 {
        var total: Int64 = 0
        for posting in self {
            let (sum, overflow) = total.addingReportingOverflow(posting.amount)
            guard !overflow else {
                throw CommandError(
                    .captureExceedsHold, "the parts add up to more than the ledger can hold", field: "splits")
            }
            total = sum
        }
        return total
    }
}
