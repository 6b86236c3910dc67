import Contracts
import Testing

/// A cursor goes to a client and comes back: as it was, for the same list, or not at all.
@Suite struct CursorTests {
    private let list = WalletEntries(wallet: .id(AccountID(number: 10_000_001)), reference: "BK-1")

    @Test(
        "comes back with every part as it was",
        arguments: [
            ["7"], ["9223372036854775807", "-1"], ["", "guest-7"], ["ömer the second", "q.2"],
            [String(repeating: "é", count: 100), String(repeating: "a", count: 64)],
        ])
    func roundTrip(key: [String]) throws {
        let text = Cursor(key).text(for: list)
        #expect(text.utf8.count <= Cursor.maximumLength)
        #expect(text.utf8.allSatisfy { Self.digits.contains($0) })
        let read = try #require(try cursor(text, of: list))
        #expect(read.key == key && read.text(0) == key[0] && read.text(key.count) == nil)
        #expect(read.number(0) == Int64(key[0]))
    }

    @Test("does not depend on how long a page is, and does on everything else that makes the list")
    func belongsToItsList() throws {
        let text = Cursor(42).text(for: list)
        var longer = list
        longer.page.limit = 200
        #expect(try cursor(text, of: longer) == Cursor(42))
        var other = list
        other.reference = "BK-2"
        #expect(throws: Self.refusal) { try cursor(text, of: other) }
        other = list
        other.transactionType = "refund"
        #expect(throws: Self.refusal) { try cursor(text, of: other) }
        #expect(throws: Self.refusal) { try cursor(text, of: PartyList()) }
        let holds = Cursor(42).text(for: HoldList(wallet: list.wallet))
        #expect(throws: Self.refusal) { try cursor(holds, of: PayoutList(wallet: list.wallet)) }
    }

    @Test("is refused when a single character is another, missing or too many")
    func spoiled() throws {
        let text = Array(Cursor(["guest-7", "12"]).text(for: list).utf8)
        for place in text.indices {
            var spoiled = text
            spoiled[place] = text[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            // A character of the key may become another key; it never becomes another list, or something that is no key.
            if let read = try? cursor(String(decoding: spoiled, as: UTF8.self), of: list) {
                #expect(read != Cursor(["guest-7", "12"]) && place > 10, "\(place)")
            }
            #expect(throws: Self.refusal) {
                try cursor(String(decoding: text[..<place], as: UTF8.self) + "!", of: list)
            }
        }
        let whole = String(decoding: text, as: UTF8.self)
        for wrong in [whole + "A", whole + "=", String(whole.dropLast()), " " + whole, "AAAA", "A"] {
            #expect(throws: Self.refusal, "\(wrong)") { try cursor(wrong, of: list) }
        }
    }

    private static let digits = Set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    private static let refusal = CommandError(
        .invalidField, "cursor must be the next_cursor of the same query", field: "cursor")

    /// The cursor as the service would read it.
    private func cursor(_ text: String, of query: some PagedQuery) throws -> Cursor? {
        var query = query
        query.page.cursor = text
        let message = IncomingMessage(
            body: QueryEnvelope.body(of: query), messageID: "ask-1", type: type(of: query).type)
        return try QueryEnvelope.read(message, from: .anonymous).cursor
    }
}
