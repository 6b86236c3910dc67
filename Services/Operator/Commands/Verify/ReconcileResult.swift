import Contracts
import LedgerAudit

/// What a reconciliation has come to; amounts are decimal texts.
struct ReconcileResult: Encodable {
    /// What became of an account whose stored balance was wrong.
    enum Outcome: String, Encodable {
        case differs
        case corrected
        case tooLarge = "too_large"
    }

    struct Line: Encodable {
        let account: String
        let currency: String
        let storedPosted: String
        let posted: String
        let storedHeld: String
        let held: String
        let storedEntries: Int64
        let entries: Int64
        let outcome: Outcome
    }

    /// How many accounts were compared.
    let accounts: Int
    var lines: [Line]
    var corrected: Int
    /// How many still differ.
    var left: Int

    mutating func add(_ difference: BalanceDifference, _ name: AccountNames.Name, _ outcome: Outcome) {
        func amount(_ minorUnits: Int64) -> String { MinorUnits.text(minorUnits, decimals: name.decimals) }
        let (stored, right) = (difference.stored, difference.recomputed)
        lines.append(
            Line(
                account: name.text, currency: name.currency, storedPosted: amount(stored.posted),
                posted: amount(right.posted), storedHeld: amount(stored.held), held: amount(right.held),
                storedEntries: stored.entries, entries: right.entries, outcome: outcome))
        if outcome == .corrected { corrected += 1 } else { left += 1 }
    }

    var text: String {
        let summary =
            "\(Terminal.grouped(accounts)) accounts compared, \(Terminal.grouped(lines.count)) different, "
            + "\(Terminal.grouped(corrected)) corrected"
        guard !lines.isEmpty else { return summary }
        var table = Table([
            ("account", .left), ("", .left), ("stored", .right), ("entries say", .right), ("held, stored", .right),
            ("holds say", .right), ("", .left),
        ])
        for line in lines {
            table.add([
                line.account, line.currency, line.storedPosted, line.posted, line.storedHeld, line.held,
                line.outcome.rawValue.replacing("_", with: " "),
            ])
        }
        return "\(table.text)\n\(summary)"
    }
}
