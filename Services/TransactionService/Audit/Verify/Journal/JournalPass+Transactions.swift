import Contracts
import Postgres

/// A transaction whose entries come by.
struct OpenTransaction {
    let id: Int64
    let postedAt: Int64
    var metadata: [(key: String, value: String)]?
    var text = DocumentText()
    var legs = 0
    var isSound = true
    /// Sums by unit; nearly always one.
    var sums: [(unit: Int16, sum: Int64)] = []

    mutating func add(_ account: Int64, _ amount: Int64, _ unit: Int16, _ unitText: UnitText, leg: Int64) {
        text.leg(account, amount, unitText, isFirst: legs == 0)
        if legs != Int(leg) { isSound = false }
        legs += 1
        for index in sums.indices where sums[index].unit == unit {
            sums[index].sum &+= amount
            return
        }
        sums.append((unit, amount))
    }
}

extension JournalPass {
    /// Reads the transactions below a number, and their entries.
    ///
    /// - Returns: false where the next block of one of them is needed first.
    mutating func readTransactions(below bound: Int64, _ link: inout LinkUnderCheck) -> Bool {
        while !transactions.isDry, !entries.isDry {
            let entry = entries.hasRow ? entries.integer(0) ?? .max : .max
            if let id = posting?.id {
                if entry == id { takeEntry(&link) } else { endTransaction(&link) }
                continue
            }
            let transaction = transactions.hasRow ? transactions.integer(0) ?? .max : .max
            guard min(transaction, entry) < bound else { return true }
            if transaction <= entry { beginTransaction(transaction, &link) } else { takeEntry(&link) }
        }
        return false
    }

    private mutating func beginTransaction(_ id: Int64, _ link: inout LinkUnderCheck) {
        let postedAt = transactions.time(7) ?? 0
        var open = OpenTransaction(id: id, postedAt: postedAt)
        size.transactions += 1
        checkLinked("transactions", "id", id, postedAt, link)
        checkTime("transactions", "id=\(id)", "posted_at", postedAt, link)
        if id == lastTransaction {
            findings.add(
                .transactionEntries, Finding("transactions", "id=\(id)", expected: "one row", found: "another one"))
        }
        lastTransaction = id
        open.metadata = Self.pairs(transactions.bytes(4))
        write(open.metadata, to: &link.transactions)
        open.text.identifier("\"transaction\":{\"id\":\"", TransactionID(number: id))
        open.text.member(",\"type\":", transactions.bytes(1))
        open.text.literal(",\"state\":\"posted\"")
        open.text.member(",\"reference\":", transactions.bytes(2))
        open.text.member(",\"description\":", transactions.bytes(3))
        if let original = transactions.integer(5) {
            open.text.identifier(",\"original\":\"", TransactionID(number: original))
        }
        if let hold = transactions.integer(6) {
            open.text.identifier(",\"hold\":\"", HoldID(number: hold))
        }
        open.text.literal(",\"legs\":[")
        transactions.advance()
        posting = open
    }

    /// Puts the present transaction into its link.
    private func write(_ metadata: [(key: String, value: String)]?, to section: inout LinkUnderCheck.Section) {
        section.count += 1
        section.fields.integer(transactions.integer(0))
        section.fields.field(transactions.bytes(1))
        section.fields.field(transactions.bytes(2))
        section.fields.field(transactions.bytes(3))
        if let metadata {
            section.fields.list(metadata) { fields, pair in
                fields.text(pair.key)
                fields.text(pair.value)
            }
        } else {
            section.fields.null()
        }
        section.fields.integer(transactions.integer(5))
        section.fields.integer(transactions.integer(6))
    }

    private mutating func takeEntry(_ link: inout LinkUnderCheck) {
        func value(_ column: Int) -> Int64 { entries.integer(column) ?? 0 }
        let (transaction, leg, account, sequence) = (value(0), value(1), value(2), value(3))
        let (amount, balance, unit) = (value(4), value(5), Int16(truncatingIfNeeded: value(6)))
        let postedAt = entries.time(7) ?? 0
        size.entries += 1
        link.entries.count += 1
        let isTold = !link.unlimited.contains(account)
        link.entries.fields.integer(account)
        link.entries.fields.integer(transaction)
        link.entries.fields.integer(leg)
        link.entries.fields.integer(amount)
        link.entries.fields.integer(Int64(unit))
        link.entries.fields.integer(isTold ? sequence : nil)
        link.entries.fields.integer(isTold ? balance : nil)

        var accountUnit: Int16?
        let places = accounts.hash
        let isKnown = accounts.with(account) { tally in
            accountUnit = tally.unit
            tally.enter(transaction: transaction, sequence: sequence, amount: amount, balance: balance, places)
        }
        if !isKnown || accountUnit != unit {
            findings.add(
                .entryAccount,
                Finding(
                    "entries", "account_id=\(account), sequence=\(sequence)",
                    expected: isKnown ? "unit \(accountUnit ?? 0), as its account" : "an account with this number",
                    found: isKnown ? "unit \(unit)" : "none"))
        }
        takeLeg(transaction, leg, account, sequence, amount, unit, postedAt)
        entries.advance()
    }

    private mutating func takeLeg(
        _ transaction: Int64, _ leg: Int64, _ account: Int64, _ sequence: Int64, _ amount: Int64, _ unit: Int16,
        _ postedAt: Int64
    ) {
        let key = { "account_id=\(account), sequence=\(sequence)" }
        guard posting?.id == transaction else {
            findings.add(
                .entryTransaction,
                Finding("entries", key(), expected: "transaction \(transaction)", found: "none with this number"))
            return
        }
        if posting?.postedAt != postedAt {
            let expected = Timestamp(microseconds: posting?.postedAt ?? 0).rfc3339
            findings.add(
                .entryTransaction,
                Finding(
                    "entries", key(), expected: "posted at \(expected), as transaction \(transaction)",
                    found: "posted at \(Timestamp(microseconds: postedAt).rfc3339)"))
        }
        guard let text = units[unit] else { return }
        posting?.add(account, amount, unit, text, leg: leg)
    }

    private mutating func endTransaction(_ link: inout LinkUnderCheck) {
        guard var ended = posting.take() else { return }
        ended.text.literal("]}")
        if ended.legs == 0 || !ended.isSound {
            findings.add(
                .transactionEntries,
                Finding(
                    "transactions", "id=\(ended.id)", expected: "entries with legs 0, 1, 2 …",
                    found: ended.legs == 0 ? "no entries" : "\(ended.legs) entries with other legs"))
        }
        if let wrong = ended.sums.first(where: { $0.sum != 0 }) {
            findings.add(
                .transactionBalance,
                Finding(
                    "transactions", "id=\(ended.id)", expected: "legs that add up to 0",
                    found: "\(wrong.sum) in unit \(units[wrong.unit]?.text ?? "\(wrong.unit)")"))
        }
        link.untold[ended.id] = LinkUnderCheck.Posted(text: ended.text.bytes, metadata: ended.metadata)
    }

    /// What a commit writes has the commit's time.
    mutating func checkTime(
        _ table: String, _ key: @autoclosure () -> String, _ column: String, _ time: Int64, _ link: LinkUnderCheck
    ) {
        guard link.key != nil, time != link.decidedAt else { return }
        findings.add(
            .chainTime,
            Finding(
                table, key(), expected: "\(column) \(Timestamp(microseconds: link.decidedAt).rfc3339), as its link",
                found: Timestamp(microseconds: time).rfc3339))
    }

    /// The pairs of a `jsonb` object in binary format, by the bytes of their keys; nil for NULL.
    static func pairs(_ jsonb: UnsafeRawBufferPointer?) -> [(key: String, value: String)]? {
        guard let jsonb, !jsonb.isEmpty else { return nil }
        let content = UnsafeRawBufferPointer(rebasing: jsonb.dropFirst())
        guard case .object(let object)? = try? JSONReader.read(content) else { return [] }
        return object.sortedMembers.map { ($0.key, $0.value.asString ?? "") }
    }
}
