import Contracts
import Postgres

extension JournalPass {
    /// Reads the outcomes below a number.
    ///
    /// - Returns: false where the next block is needed first.
    mutating func readOutcomes(below bound: Int64, _ link: inout LinkUnderCheck) -> Bool {
        while outcomes.hasRow, let number = outcomes.integer(0), number < bound {
            readOutcome(number, &link)
            outcomes.advance()
        }
        return !outcomes.isDry
    }

    private mutating func readOutcome(_ number: Int64, _ link: inout LinkUnderCheck) {
        size.outcomes += 1
        let decidedAt = outcomes.time(12) ?? 0
        if number == lastOutcome {
            let key = "subject \(outcomes.text(1) ?? ""), message_id \(outcomes.text(2) ?? "")"
            findings.add(
                .outcomeNumber,
                Finding("outcomes", "number=\(number)", expected: "one row", found: "another with \(key)"))
        }
        lastOutcome = number
        checkLinked("outcomes", "number", number, decidedAt, link)
        checkTime("outcomes", "number=\(number)", "decided_at", decidedAt, link)
        write(number, to: &link.outcomes)
        let isCommitted = outcomes.integer(3) == 1
        writeHead(number, isCommitted)
        guard let document = outcomes.bytes(11).map({ DocumentScan(bytes: $0) }) else { return }
        var place = text.bytes.count
        if !document.has(text.bytes, at: 0) {
            text.literal("}")
            compare(.outcomeDocument, text.bytes, document, number)
            place = 0
        }
        guard isCommitted else { return }
        place = checkTransaction(of: document, at: place, number, &link)
        document.accounts(from: place, outcome: number) { account, told in
            _ = accounts.with(account) { $0.tell(told) }
        }
    }

    /// Puts the present outcome into its link.
    private func write(_ number: Int64, to section: inout LinkUnderCheck.Section) {
        section.count += 1
        section.fields.integer(number)
        section.fields.field(outcomes.bytes(1))
        section.fields.field(outcomes.bytes(2))
        section.fields.integer(outcomes.integer(3))
        section.fields.integer(outcomes.integer(4))
        for column in 5...11 { section.fields.field(outcomes.bytes(column)) }
    }

    /// What the present outcome's document begins with.
    private mutating func writeHead(_ number: Int64, _ isCommitted: Bool) {
        text.removeAll()
        text.member("{\"command\":{\"id\":", outcomes.bytes(2))
        text.member(",\"type\":", outcomes.bytes(5))
        text.member(",\"subject\":", outcomes.bytes(1))
        if let actor = outcomes.bytes(7) {
            text.member(",\"actor\":{\"id\":", actor)
            text.member(",\"role\":", outcomes.bytes(8))
            text.literal("}")
        }
        text.literal(isCommitted ? "},\"status\":\"committed\"" : "},\"status\":\"refused\"")
        if isCommitted { text.identifier(",\"event\":\"", EventID(number: number)) }
    }

    /// Compares the transaction that the present outcome tells with the one that was posted.
    ///
    /// - Parameter place: where it stands, if the document has the usual form.
    /// - Returns: where to go on reading.
    private mutating func checkTransaction(
        of document: DocumentScan, at place: Int, _ number: Int64, _ link: inout LinkUnderCheck
    ) -> Int {
        let begin: StaticString = ",\"transaction\":{\"id\":\""
        guard let start = document.has(begin, at: place) ? place : document.find(begin, from: place) else {
            return place
        }
        let idStart = start + begin.utf8CodeUnitCount
        let idEnd = min(idStart + TransactionID.prefix.utf8.count + 13, document.bytes.count)
        let id = TransactionID(text: document.text(idStart..<idEnd))
        guard let id, let posted = link.untold.removeValue(forKey: id.number) else {
            findings.add(
                .outcomeTransaction,
                Finding(
                    "outcomes", "number=\(number)",
                    expected: "transaction \(id.map { "\($0.number)" } ?? "of its own") in the same commit",
                    found: "none"))
            return idEnd
        }
        if !document.has(posted.text, at: start + 1) {
            compare(
                .outcomeTransaction, Array("{".utf8) + posted.text + Array("}".utf8), document, number,
                row: "transactions", "id=\(id.number)")
        }
        if let metadata = posted.metadata { compare(metadata, document, id.number, number) }
        return start + 1 + posted.text.count
    }

    /// Compares a document in another form than the usual: all that is expected must be in it.
    private mutating func compare(
        _ check: Check, _ expected: [UInt8], _ document: DocumentScan, _ number: Int64, row table: String = "outcomes",
        _ key: String? = nil
    ) {
        let key = key ?? "number=\(number)"
        guard let wanted = try? JSONReader.read(expected) else { return }
        guard let there = try? JSONReader.read(document.bytes) else {
            findings.add(check, Finding(table, key, expected: "a JSON document", found: document.excerpt))
            return
        }
        guard let difference = wanted.firstDifference(in: there) else { return }
        if table == "outcomes" {
            findings.add(
                check,
                Finding(
                    table, key, expected: "\(difference.path) \(difference.expected)",
                    found: "\(difference.path) \(difference.found)"))
        } else {
            findings.add(
                check,
                Finding(
                    table, key, expected: "\(difference.path) \(difference.found), as outcome \(number) tells",
                    found: "\(difference.path) \(difference.expected)"))
        }
    }

    private mutating func compare(
        _ metadata: [(key: String, value: String)], _ document: DocumentScan, _ transaction: Int64, _ number: Int64
    ) {
        if document.tells(metadata) { return }
        let told = (try? JSONReader.read(document.bytes))?.asObject?["metadata"]?.asObject?.sortedMembers ?? []
        let isSame =
            told.count == metadata.count
            && zip(told, metadata).allSatisfy { $0.key == $1.key && $0.value.asString == $1.value }
        if !isSame {
            findings.add(
                .outcomeTransaction,
                Finding(
                    "transactions", "id=\(transaction)",
                    expected: "\(told.map { "\($0.key)=\($0.value.asString ?? "")" }), as outcome \(number) tells",
                    found: "\(metadata.map { "\($0.key)=\($0.value)" })"))
        }
    }
}

extension DocumentScan {
    fileprivate var excerpt: String { text(0..<min(bytes.count, 120)) }
}
