extension DayReport {
    /// The result for a person.
    var text: String {
        var parts = ["\(day): \(Terminal.grouped(bookings)) bookings", courseTable.text]
        if !totalTable.isEmpty { parts.append(totalTable.text) }
        parts.append("  \(totals.count { $0.agrees }) of \(totals.count) control totals agree")
        parts.append(commandTable.text)
        parts.append(
            """
              events    \(Terminal.grouped(events.distinct)) distinct ids for \(Terminal.grouped(events.expected)) commands \
            carried out in this run (\(events.repeated) repeated)
              speed     \(Terminal.grouped(Int(commandsPerSecond))) commands/s, \(Terminal.fixed(seconds, 1)) s
              latency   ms  \(latencyMs.text)
            """)
        if let talk { parts.append(talk.text) }
        parts.append(
            problems.isEmpty
                ? "  all totals agree: bookings, replies, database\(talk == nil ? "" : ", messages")"
                : problems.map { "  WRONG: \($0)" }.joined(separator: "\n"))
        return parts.joined(separator: "\n\n")
    }

    private var courseTable: Table {
        var table = Table([
            ("bookings", .left), ("number", .right), ("unpaid", .right), ("price", .right), ("settled", .right),
            ("", .left),
            ("agrees", .left),
        ])
        for line in courses {
            table.add([
                line.course, Terminal.grouped(line.bookings), Terminal.grouped(line.unpaid), line.price, line.settled,
                line.currency, line.agrees ? "yes" : "NO",
            ])
        }
        return table
    }

    /// All lines where there is one currency; where there are several, the lines that do not agree. JSON has them all.
    private var totalTable: Table {
        var table = Table([
            ("transactions", .left), ("account", .left), ("legs", .right), ("expected", .right), ("replies", .right),
            ("database", .right), ("", .left), ("agrees", .left),
        ])
        let isShort = Set(totals.map(\.currency)).count == 1
        for line in totals where isShort || !line.agrees {
            table.add([
                line.type, line.account, Terminal.grouped(line.legs), line.expected, line.replies, line.database,
                line.currency, line.agrees ? "yes" : "NO",
            ])
        }
        return table
    }

    private var commandTable: Table {
        var table = Table([("commands", .left), ("committed", .right), ("replayed", .right), ("refused", .right)])
        for line in commands {
            table.add([
                line.type, Terminal.grouped(line.committed), Terminal.grouped(line.replayed),
                Terminal.grouped(line.refused),
            ])
        }
        return table
    }
}
