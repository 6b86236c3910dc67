import LedgerAudit

extension VerifyReport {
    /// The report for people.
    var text: String {
        var table = Table([("rule", .left), ("broken", .right), ("", .left)])
        for line in checks {
            table.add([line.check.rawValue, line.wrong == 0 ? "no" : Terminal.grouped(line.wrong), line.rule])
        }
        var lines = [table.text]
        for line in checks {
            guard let first = line.first else { continue }
            lines.append(
                """

                \(line.check.rawValue): \(first.table) \(first.key)
                  expected  \(first.expected)
                  found     \(first.found)
                """)
        }
        if size.beforeTheChain > 0 {
            lines.append(
                "\n\(Terminal.grouped(size.beforeTheChain)) outcomes, transactions and flags are older than the audit chains."
            )
        }
        lines.append("\n\(isRight ? "the ledger is right" : "THE LEDGER IS WRONG"), as it was at \(snapshotAt)")
        return lines.joined(separator: "\n")
    }
}
