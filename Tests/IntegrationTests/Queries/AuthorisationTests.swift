import Contracts
import TestWorld
import Testing

/// People see what is their own, and cannot even find out what else there is.
@Suite("Queries: who sees what", .world(), .serialized, .timeLimit(.minutes(1)))
struct AuthorisationTests {
    @Test("A person sees their own, and nothing else is told apart from nothing at all")
    func people() async throws {
        let world = try World.here
        let client = try await Client(world)
        let asker = Asker(world)
        let mine = try await client.makeGuest("me", with: "100.00 ZAR")
        let theirs = try await client.makeGuest("them", with: "100.00 ZAR")
        let paid = try #require(
            try await client.call(
                WalletTransfer(from: .id(mine), to: .id(theirs), money: money("1.00 ZAR")),
                common: CommonFields(actor: actor("me", .user))
            ).transaction)
        let foreign = try #require(
            try await client.call(
                Request(
                    WalletSpend(wallet: .id(theirs), money: try money("1.00 ZAR"), destination: .revenue), id: "theirs")
            ).transaction)
        let hold = try #require(
            try await client.call(HoldPlace(wallet: .id(theirs), money: money("1.00 ZAR"))).hold)
        let me = try actor("me", .user)
        let nobody = AccountID(number: 99_999_999)
        let later = Timestamp(microseconds: 0)
        let (my, their) = (try party("me"), try party("them"))

        let allowed: [any Query] = [
            WalletGet(wallet: .id(mine)), WalletGet(wallet: try wallet(of: "me", in: "ZAR")), WalletList(party: my),
            WalletBalance(wallet: .id(mine)), WalletEntries(wallet: .id(mine), counterparty: .id(theirs)),
            WalletStatement(wallet: .id(mine), from: later, to: later), TransactionGet(transaction: paid),
            HoldList(wallet: .id(mine)), HoldList(party: my), RequestList(kind: .job, party: my),
            RequestList(kind: .withdrawal, wallet: .id(mine)), BankAccountList(party: my), PayoutList(party: my),
            LimitList(wallet: .id(mine)), PartyGet(party: my),
        ]
        for query in allowed { _ = try await asker.ask(query, as: me) }

        let forbidden: [any Query] = [
            WalletGet(wallet: .id(theirs)), WalletGet(wallet: .id(nobody)),
            WalletGet(wallet: try wallet(of: "them", in: "ZAR")),
            WalletGet(wallet: try wallet(of: "nobody", in: "ZAR")),
            WalletGet(wallet: .system(.cash, currency: "ZAR")), WalletList(party: their),
            WalletList(party: try party("nobody")), WalletBalance(wallet: .id(theirs)),
            WalletEntries(wallet: .id(theirs)), WalletStatement(wallet: .id(theirs), from: later, to: later),
            TransactionGet(transaction: foreign), TransactionGet(transaction: TransactionID(number: 99_999_999)),
            TransactionList(reference: "BK-1"), TransactionList(original: paid),
            OutcomeGet(messageID: "theirs", subject: "anonymous"), OutcomeGet(messageID: "never", subject: "anonymous"),
            HoldGet(hold: hold), HoldGet(hold: HoldID(number: 99_999_999)), HoldList(), HoldList(wallet: .id(theirs)),
            HoldList(party: their), RequestGet(request: RequestID(kind: .job, number: 99_999_999)),
            RequestList(kind: .job), RequestList(kind: .job, party: their), BankAccountList(party: their), PayoutList(),
            PayoutList(party: their), LimitList(), LimitList(wallet: .id(theirs)), FlagList(),
            FlagList(wallet: .id(mine)), PartyGet(party: their), PartyGet(party: try party("nobody")), PartyList(),
            PartySearch(name: "Guest"), ReportDailyVolumes(), ReportTrialBalance(),
        ]
        for query in forbidden {
            let answer = try await asker.reply(to: query, as: me)
            #expect(answer.text("error.code") == "forbidden", "\(answer.object)")
            #expect(answer.text("error.message") == "a person sees only what is their own")
        }
        #expect(Set((allowed + forbidden).map { type(of: $0).type }) == Set(QueryCatalog.all.map { $0.type }))

        for role in [Role.admin, .service, .provider] {
            let operatorActor = try actor("boss", role)
            for query in allowed + forbidden {
                let answer = try await asker.reply(to: query, as: operatorActor)
                #expect(answer.text("error.code") != "forbidden", "\(type(of: query).type) as \(role)")
            }
        }
    }

    @Test("A person sees the outcome of a command in which they acted")
    func outcomes() async throws {
        let world = try World.here
        let client = try await Client(world)
        let asker = Asker(world)
        let wallet = try await client.makeGuest("doer", with: "10.00 ZAR")
        _ = try await client.call(
            WalletSpend(wallet: .id(wallet), money: money("1.00 ZAR"), destination: .revenue), id: "done",
            common: CommonFields(actor: actor("doer", .user)))
        let query = OutcomeGet(messageID: "done", subject: "anonymous")
        #expect(try await asker.ask(query, as: actor("doer", .user)).text("outcome.status") == "committed")
        #expect(try await asker.refusal(of: query, as: actor("other", .user)) == .forbidden)
    }

    @Test("Who pays somebody sees the outcome, and neither what the other one has nor whether there is one")
    func othersInOutcomes() async throws {
        let world = try World.here
        let client = try await Client(world)
        let asker = Asker(world)
        let payer = try await client.makeGuest("payer", with: "10.00 ZAR")
        let payee = try await client.makeGuest("payee", with: "777.00 ZAR")
        _ = try await client.call(
            WalletTransfer(from: .id(payer), to: .id(payee), money: money("1.00 ZAR")), id: "curious",
            common: CommonFields(actor: actor("payer", .user)))
        let query = OutcomeGet(messageID: "curious", subject: "anonymous")
        let mine = try await asker.ask(query, as: actor("payer", .user)).objects("outcome.accounts")
        #expect(mine.map { $0.text("owner") } == ["payer"])
        #expect(try await asker.ask(query).objects("outcome.accounts").count == 2)
        for stranger in [try wallet(of: "nobody", in: "ZAR"), .id(AccountID(number: 99_999_999))] {
            let entries = WalletEntries(wallet: .id(payer), counterparty: stranger)
            #expect(try await asker.ask(entries, as: actor("payer", .user)).objects("items").isEmpty)
            let code = try await asker.refusal(of: entries)
            #expect(code == .partyNotFound || code == .accountNotFound)
        }
    }
}
