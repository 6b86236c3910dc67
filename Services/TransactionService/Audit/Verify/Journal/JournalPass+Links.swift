import Postgres

extension JournalPass {
    /// Reads what is below the present row of the links, and then what is in it.
    mutating func readNextPart() async throws {
        guard let lower = links.integer(0), let upper = links.integer(1), let chain = links.integer(2),
            let sequence = links.integer(3)
        else { return }
        let key = LinkUnderCheck.Key(chain: Int32(truncatingIfNeeded: chain), sequence: sequence)
        var link = open.removeValue(forKey: key) ?? presentLink(key)
        if position < lower { try await readUnlinked(below: lower) }
        if position > lower, position != .min {
            findings.add(
                .chainCoverage,
                Finding(
                    "audit_links", key.text, expected: "numbers of its own",
                    found: "\(lower) to \(upper - 1), of which another link has some"))
        }
        if position < upper { try await read(below: upper, &link) }
        link.partsLeft -= 1
        if link.partsLeft > 0 { open[key] = link } else { end(link) }
    }

    /// Reads what is in no link.
    mutating func readUnlinked(below bound: Int64) async throws {
        var nowhere = LinkUnderCheck()
        try await read(below: bound, &nowhere)
        end(nowhere)
    }

    /// Everything of a link has come by.
    mutating func end(_ link: LinkUnderCheck) {
        for (transaction, _) in link.untold.sorted(by: { $0.key < $1.key }) {
            findings.add(
                .transactionOutcome,
                Finding(
                    "transactions", "id=\(transaction)", expected: "an outcome of the same commit that tells it",
                    found: "none"))
        }
        guard let key = link.key else { return }
        size.links += 1
        let recomputed = link.recomputed()
        if recomputed != link.hash {
            findings.add(
                .chainHash,
                Finding(
                    "audit_links", key.text,
                    expected: "\(recomputed.hexadecimal) of \(link.outcomes.count) outcomes, "
                        + "\(link.transactions.count) transactions, \(link.entries.count) entries, "
                        + "\(link.flags.count) flags",
                    found: link.hash.hexadecimal))
        }
    }

    /// Whether a row may be in no link; counts it.
    mutating func checkLinked(_ table: String, _ key: String, _ number: Int64, _ time: Int64, _ link: LinkUnderCheck) {
        guard link.key == nil else { return }
        if beginning.isAfter(number, time) {
            size.beforeTheChain += 1
        } else {
            findings.add(
                .chainCoverage,
                Finding(table, "\(key)=\(number)", expected: "a link that has its number", found: "none"))
        }
    }

    /// Reads the flags below a number.
    ///
    /// - Returns: false where the next block is needed first.
    mutating func readFlags(below bound: Int64, _ link: inout LinkUnderCheck) -> Bool {
        while flags.hasRow, let id = flags.integer(0), id < bound {
            checkLinked("risk_flags", "id", id, flags.time(3) ?? .max, link)
            link.flags.count += 1
            link.flags.fields.integer(id)
            link.flags.fields.integer(flags.integer(1))
            link.flags.fields.field(flags.bytes(2))
            flags.advance()
        }
        return !flags.isDry
    }

    private func presentLink(_ key: LinkUnderCheck.Key) -> LinkUnderCheck {
        LinkUnderCheck(
            key: key, previous: links.bytes(4).map(Array.init) ?? [], hash: links.bytes(5).map(Array.init) ?? [],
            decidedAt: links.time(6) ?? 0, numbers: Self.ranges(links.text(8) ?? ""),
            unlimited: (links.text(7) ?? "").split(separator: ",").compactMap { Int64($0) })
    }

    /// A multirange as PostgreSQL writes it: `{[1,4),[9,12)}`.
    static func ranges(_ text: String) -> [Range<Int64>] {
        text.split(separator: ")").compactMap { part in
            let bounds = part.split { !$0.isNumber }.compactMap { Int64($0) }
            guard bounds.count == 2, bounds[0] < bounds[1] else { return nil }
            return bounds[0]..<bounds[1]
        }
    }
}
