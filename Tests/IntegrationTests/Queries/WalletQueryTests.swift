import Contracts
import Postgres
import TestWorld
import Testing

/// Wallets, their balances now and then, and their history, held against the entries themselves.
@Suite("Queries: wallets", .world(), .serialized, .timeLimit(.minutes(2)))
struct WalletQueryTests {
    @Test("A wallet as it is: by its id, its party, its owner's telephone number; and all wallets of a party")
    func present() async throws {
        let world = try World.here
        let client = try await Client(world)
        let asker = Asker(world)
        let phone = try #require(PhoneNumber(text: "+27821234567"))
        let registered = try await client.call(
            PartyRegister(party: party("ann"), partyType: .guest, name: "Ann", phone: phone))
        try #require(registered.isCommitted)
        let id = try await client.deposit("100.00 ZAR", to: "ann")
        try await client.deposit("7 JPY", to: "ann")
        let placed = try await client.call(HoldPlace(wallet: .id(id), money: money("30.00 ZAR"), expiresIn: 3_600))
        try #require(placed.isCommitted)

        let references: [AccountReference] = [
            .id(id), try wallet(of: "ann", in: "ZAR"), .phone(phone, kind: "main", currency: "ZAR"),
        ]
        for reference in references {
            let answer = try await asker.ask(WalletGet(wallet: reference))
            #expect(answer.text("wallet.id") == id.description)
            #expect(answer.text("wallet.owner") == "ann" && answer.text("wallet.kind") == "main")
            #expect(answer.text("wallet.posted") == "100.00" && answer.text("wallet.held") == "30.00")
            #expect(answer.text("wallet.available") == "70.00" && answer.text("wallet.overdraft_limit") == "0.00")
            #expect(answer.text("wallet.version") == "2" && answer.text("wallet.entries") == "1")
            #expect(answer.text("wallet.status") == "active" && answer.text("query.type") == "wallet.get")
        }
        let cash = try await asker.ask(WalletGet(wallet: .system(.cash, currency: "ZAR")))
        #expect(cash.text("wallet.id") == "cash:ZAR" && cash.text("wallet.posted")?.hasPrefix("-") == true)
        #expect(cash["wallet.unlimited"]?.asBool == true && cash["wallet.available"] == nil)
        let all = try await asker.list(WalletList(party: party("ann")))
        #expect(Set(all.map { $0.text("currency") }) == ["ZAR", "JPY"])
        #expect(all.first { $0.text("currency") == "JPY" }?.text("posted") == "7")
    }

    @Test("What does not exist is told apart")
    func missing() async throws {
        let world = try World.here
        let client = try await Client(world)
        let asker = Asker(world)
        try await client.makeGuest("lone", with: "1.00 ZAR")
        let nobody = AccountID(number: 99_999_999)
        #expect(try await asker.refusal(of: WalletGet(wallet: .id(nobody))) == .accountNotFound)
        #expect(try await asker.refusal(of: WalletGet(wallet: wallet(of: "lone", in: "KES"))) == .accountNotFound)
        #expect(try await asker.refusal(of: WalletGet(wallet: wallet(of: "nobody", in: "ZAR"))) == .partyNotFound)
        #expect(try await asker.refusal(of: WalletGet(wallet: wallet(of: "lone", in: "ZZZZ"))) == .unknownCurrency)
        #expect(try await asker.refusal(of: WalletList(party: party("nobody"))) == .partyNotFound)
        let other = WalletEntries(wallet: try wallet(of: "lone", in: "ZAR"), counterparty: .id(nobody))
        let answer = try await asker.reply(to: other)
        #expect(answer.text("error.field") == "counterparty")
    }

    @Test(
        "The balance at every moment at which something was posted, just before it, and the statement between any two")
    func balances() async throws {
        let world = try World.here
        let client = try await Client(world)
        let asker = Asker(world)
        let id = try await client.makeGuest("payer", with: "500.00 ZAR")
        try await client.makeGuest("payee", with: "1.00 ZAR")
        for amount in 1...12 {
            let sent = try await client.call(
                WalletTransfer(from: .id(id), to: wallet(of: "payee"), money: money("\(amount).25 ZAR")))
            try #require(sent.isCommitted)
        }
        let entries = try await Self.entries(of: id, world)
        try #require(entries.count == 13)
        for (index, entry) in entries.enumerated() {
            let at = try await asker.ask(WalletBalance(wallet: .id(id), at: entry.time))
            #expect(at.text("balance.posted") == entry.balance && at.text("balance.entries") == "\(index + 1)")
            let before = Timestamp(microseconds: entry.time.microseconds - 1)
            let then = try await asker.ask(WalletBalance(wallet: .id(id), at: before))
            #expect(then.text("balance.posted") == (index == 0 ? "0.00" : entries[index - 1].balance))
            #expect(then.text("balance.moment") == before.rfc3339)
        }
        let now = try await asker.ask(WalletBalance(wallet: .id(id)))
        #expect(now.text("balance.posted") == entries[12].balance && now.text("balance.available") != nil)
        let future = Timestamp(microseconds: entries[12].time.microseconds).adding(seconds: 3_600)
        #expect(try await asker.refusal(of: WalletBalance(wallet: .id(id), at: future)) == .invalidField)

        for (first, last) in [(0, 13), (1, 13), (3, 9), (5, 5), (12, 13)] {
            let from = entries[first].time
            let to = last < 13 ? entries[last].time : future
            let statement = WalletStatement(wallet: .id(id), from: from, to: to)
            let answer = try await asker.ask(statement)
            #expect(answer.text("statement.opening") == (first == 0 ? "0.00" : entries[first - 1].balance))
            #expect(answer.text("statement.closing") == (last == 0 ? "0.00" : entries[last - 1].balance))
            #expect(answer.text("statement.entries") == "\(last - first)")
            let items = try await asker.list(statement)
            #expect(items.map { $0.text("sequence") } == (first..<last).map { "\($0 + 1)" })
        }
        let whole = try await asker.ask(WalletStatement(wallet: .id(id), from: entries[0].time, to: future))
        #expect(whole.text("statement.credited") == "500.00" && whole.text("statement.debited") == "81.00")
    }

    @Test(
        "The history, newest first, every entry with the balance before and after it; pages stand still while entries are added"
    )
    func history() async throws {
        let world = try World.here
        let client = try await Client(world)
        let asker = Asker(world)
        let id = try await client.makeGuest("busy", with: "500.00 ZAR")
        try await client.makeGuest("shop", with: "1.00 ZAR")
        for number in 1...7 {
            let sent = try await client.call(
                WalletTransfer(
                    from: .id(id), to: wallet(of: "shop"), money: money("\(number).00 ZAR"),
                    reference: "BK-\(number % 2)", description: "a night"))
            try #require(sent.isCommitted)
        }
        let all = try await asker.list(WalletEntries(wallet: .id(id)))
        #expect(all.map { $0.text("sequence") } == (1...8).reversed().map { "\($0)" })
        for (newer, older) in zip(all, all.dropFirst()) {
            #expect(newer.text("balance_before") == older.text("balance"))
        }
        #expect(all[0].text("amount") == "-7.00" && all[0].text("currency") == "ZAR")
        #expect(all[0].text("balance") == "472.00" && all[0].text("balance_before") == "479.00")
        #expect(all[0].text("transaction_type") == "transfer" && all[0].text("reference") == "BK-1")
        #expect(all[0].text("counterparties.0.owner") == "shop" && all[0].text("description") == "a night")
        #expect(all[7].text("transaction_type") == "deposit" && all[7].text("balance_before") == "0.00")
        #expect(all[7].text("counterparties.0.account") == "cash:ZAR")

        var query = WalletEntries(wallet: .id(id), page: Page(limit: 3))
        let first = try await asker.ask(query)
        try await client.deposit("5.00 ZAR", to: "busy")
        query.page.cursor = first.text("next_cursor")
        let second = try await asker.ask(query)
        #expect(second.objects("items").map { $0.text("sequence") } == ["5", "4", "3"])
    }

    /// The entries of an account, from the database.
    private static func entries(of id: AccountID, _ world: World) async throws -> [(time: Timestamp, balance: String)] {
        try await world.withOwner { connection in
            try await connection.run(
                Statement(
                    "SELECT posted_at, balance FROM entries WHERE account_id = $1 ORDER BY sequence",
                    [.int64(id.number)])
            ).map { row in
                (
                    Timestamp(microseconds: try row.timestamp(0)),
                    MinorUnits.text(try row.int64(1), decimals: 2)
                )
            }
        }
    }
}
