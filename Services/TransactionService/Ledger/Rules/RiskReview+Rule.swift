import Contracts

extension RiskReview: LedgerRule {
    func collect(_ needs: inout Needs) { needs.flags.insert(flag) }

    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        guard var flag = book.flags[flag] else {
            throw CommandError(.flagNotFound, "flag names no flag", field: "flag")
        }
        guard flag.state == .open else {
            throw CommandError(.requestClosed, "the flag is \(flag.state.rawValue)", field: "flag")
        }
        flag.state = decision == .clear ? .cleared : .confirmed
        flag.reason = reason
        flag.reviewer = context.actor
        var change = Change()
        change.review = flag
        change.reason = reason
        return change
    }
}
