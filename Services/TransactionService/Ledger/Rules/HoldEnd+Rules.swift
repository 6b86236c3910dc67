import Contracts

extension HoldRelease: LedgerRule {
    func collect(_ needs: inout Needs) { needs.end(hold) }

    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        var hold = try book.hold(named: hold)
        if let account = book.account(hold.account) { try book.check(context, on: account, field: "hold") }
        try hold.checkOpen()
        var change = Change()
        change.restorations = [hold.restoration]
        hold.end(as: hold.captured == 0 ? .voided : .captured)
        change.hold = hold
        change.reason = reason
        return change
    }
}

extension HoldExpire: LedgerRule {
    func collect(_ needs: inout Needs) { needs.end(hold) }

    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        var hold = try book.hold(named: hold)
        try hold.checkOpen()
        guard hold.expiresAt <= book.now else {
            throw CommandError(.holdNotExpired, "the hold expires at \(hold.expiresAt.rfc3339)", field: "hold")
        }
        var change = Change()
        change.restorations = [hold.restoration]
        hold.end(as: .expired)
        change.hold = hold
        return change
    }
}

extension HoldWarn: LedgerRule {
    func collect(_ needs: inout Needs) { needs.holds.insert(hold) }

    /// The hold stays as it is. Whether it is early enough for a warning is for who sends it.
    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        let hold = try book.hold(named: hold)
        try hold.checkOpen()
        guard hold.expiresAt > book.now else {
            throw CommandError(.holdExpired, "the hold expired at \(hold.expiresAt.rfc3339)", field: "hold")
        }
        var change = Change()
        change.hold = hold
        return change
    }
}

extension Hold {
    /// What goes back to the daily limit when the hold ends.
    var restoration: Change.Restoration {
        Change.Restoration(account: account, amount: remaining, leftAt: placedAt)
    }

    fileprivate mutating func end(as state: State) {
        released += remaining
        self.state = state
    }
}

extension Needs {
    fileprivate mutating func end(_ hold: HoldID) {
        holds.insert(hold)
        countsSpending = true
    }
}
