import Contracts
import Testing

/// Queries as they are read from messages: what a client writes is what the service reads, and what is wrong is named.
@Suite struct QueryReadingTests {
    private static let wallet = AccountReference.party(
        PartyID(text: "ann") ?? { preconditionFailure("ann is an id") }(), kind: "savings", currency: "ZAR")

    /// Every type with every field that it may have at once.
    static let queries: [any Query] = {
        let moment = Timestamp(microseconds: 1_795_253_400_000_000)
        let page = Page(limit: 7)
        guard let ann = PartyID(text: "ann"), let day = Day(text: "2026-11-21"),
            let phone = PhoneNumber(text: "+27821234567")
        else { return [] }
        return [
            WalletGet(wallet: wallet), WalletList(party: ann, page: page), WalletBalance(wallet: wallet, at: moment),
            WalletEntries(
                wallet: wallet, from: moment, to: moment, transactionType: "charge_sale", reference: "BK-1",
                counterparty: .system(.fees, currency: "ZAR"), page: page),
            WalletStatement(wallet: wallet, from: moment, to: moment, page: page),
            TransactionGet(transaction: TransactionID(number: 10_000_001)),
            TransactionList(reference: "BK-1", page: page),
            TransactionList(original: TransactionID(number: 10_000_001), page: page),
            OutcomeGet(messageID: "b3f1", subject: "broker:bookings"), HoldGet(hold: HoldID(number: 10_000_001)),
            HoldList(wallet: wallet, page: page), HoldList(party: ann, page: page),
            RequestGet(request: RequestID(kind: .withdrawal, number: 10_000_001)),
            RequestList(kind: .creditRequest, state: .all, party: ann, page: page),
            RequestList(kind: .job, wallet: wallet, page: page), BankAccountList(party: ann, state: .all, page: page),
            PayoutList(wallet: wallet, page: page), LimitList(wallet: wallet, page: page),
            FlagList(wallet: wallet, state: .all, page: page), PartyGet(party: ann), PartyGet(phone: phone),
            PartyList(page: page), PartySearch(name: "Ami", page: page), PartySearch(party: "gu", page: page),
            PartySearch(phone: "+27", page: page), ReportDailyVolumes(from: day, to: day, currency: "ZAR", page: page),
            ReportTrialBalance(currency: "ZAR", page: page),
        ]
    }()

    @Test("what is written is read as it was, with who acts")
    func roundTrip() throws {
        #expect(Set(Self.queries.map { type(of: $0).type }) == Set(QueryCatalog.all.map { $0.type }))
        let actor = try Actor(id: #require(PartyID(text: "ann")), role: .host)
        for query in Self.queries {
            let body = QueryEnvelope.body(of: query, actor: actor)
            let read = try read(type(of: query).type, body)
            #expect(QueryEnvelope.body(of: read.query, actor: read.actor) == body)
            #expect(read.type == type(of: query).type && read.actor == actor && read.cursor == nil)
            #expect(read.messageID == "ask-1" && read.subject == .broker(user: "bookings"))
            #expect(try self.read(read.type, QueryEnvelope.body(of: query)).actor == nil)
        }
    }

    @Test(
        "fields that do not go together, or of which one is needed, are named",
        arguments: [
            ("transaction.list", #"{}"#, ErrorCode.missingField, "reference"),
            ("transaction.list", #"{"reference": "a", "original": "txn_000000009h5m7"}"#, .invalidField, "original"),
            ("party.get", #"{}"#, .missingField, "party"),
            ("party.get", #"{"party": "a", "phone": "+27821234567"}"#, .invalidField, "phone"),
            ("party.search", #"{}"#, .missingField, "name"),
            ("party.search", #"{"name": "a", "phone": "+27"}"#, .invalidField, "phone"),
            ("hold.list", #"{"wallet": "wal_000000009h5m5", "party": "a"}"#, .invalidField, "party"),
            ("request.list", #"{"kind": "job", "wallet": "wal_000000009h5m5", "party": "a"}"#, .invalidField, "party"),
            ("payout.list", #"{"wallet": "wal_000000009h5m5", "party": "a"}"#, .invalidField, "party"),
            ("limit.list", #"{"wallet": "wal_000000009h5m5", "scope": "levels"}"#, .invalidField, "scope"),
            ("request.list", #"{}"#, .missingField, "kind"),
            ("request.list", #"{"kind": "loan"}"#, .invalidField, "kind"),
            ("request.get", #"{"request": "txn_000000009h5m7"}"#, .invalidField, "request"),
            ("flag.list", #"{"state": "closed"}"#, .invalidField, "state"),
            (
                "wallet.entries",
                #"{"wallet": "cash:ZAR", "from": "2026-11-21T00:00:01Z", "to": "2026-11-21T00:00:00Z"}"#, .invalidField,
                "to"
            ),
            (
                "wallet.statement",
                #"{"wallet": "cash:ZAR", "from": "2026-11-21T00:00:01Z", "to": "2026-11-21T00:00:00Z"}"#, .invalidField,
                "to"
            ),
            ("wallet.statement", #"{"wallet": "cash:ZAR", "from": "2026-11-21T00:00:01Z"}"#, .missingField, "to"),
            ("report.daily_volumes", #"{"from": "2026-11-22", "to": "2026-11-21"}"#, .invalidField, "to"),
            ("report.daily_volumes", #"{"from": "2026-02-30"}"#, .invalidField, "from"),
            ("report.daily_volumes", #"{"currency": "zar"}"#, .unknownCurrency, "currency"),
            (
                "wallet.entries", #"{"wallet": "cash:ZAR", "transaction_type": "Transfer"}"#, .invalidField,
                "transaction_type"
            ),
            ("wallet.get", #"{"wallet": {"party": "ann"}}"#, .missingField, "wallet.currency"),
            ("party.list", #"{"limit": "201"}"#, .invalidField, "limit"),
            ("party.list", #"{"cursor": ""}"#, .invalidField, "cursor"),
            ("party.list", #"{"actor": {"id": "ann"}}"#, .missingField, "actor.role"),
            ("party.list", #"{"deadline": "2026-11-21T00:00:00Z"}"#, .unknownField, "deadline"),
        ] as [(String, String, ErrorCode, String)])
    func combinations(type: String, body: String, code: ErrorCode, field: String) {
        #expect { try read(type, Array(body.utf8)) } throws: { error in
            let error = error as? CommandError
            return error?.code == code && error?.field == field
        }
    }

    @Test("a page without a limit has fifty items, and a state that is not said is open")
    func defaults() throws {
        let list = try read("request.list", Array(#"{"kind": "job", "limit": null}"#.utf8)).query as? RequestList
        #expect(list?.page.size == 50 && list?.state == .open)
        #expect(Page(limit: 200).size == 200)
    }

    @Test("the stamp of a reply has what is known, and nothing else")
    func replies() throws {
        let envelope = try read("party.list", Array("{}".utf8))
        var json = QueryReply.begin(envelope)
        let answer = QueryReply.end(&json, at: Timestamp(microseconds: 0))
        let told = #"{"query":{"id":"ask-1","type":"party.list"},"status":"ok","at":"1970-01-01T00:00:00.000000Z"}"#
        #expect(String(decoding: answer, as: UTF8.self) == told)
        let error = CommandError(.missingField, "type is required", field: "type")
        let refusal = QueryReply.rejected(error, messageID: nil, type: nil, at: Timestamp(microseconds: 0))
        #expect(
            String(decoding: refusal, as: UTF8.self).hasPrefix(
                #"{"query":{},"status":"rejected","error":{"code":"missing_field","#))
    }

    private func read(_ type: String, _ body: [UInt8]) throws -> QueryEnvelope {
        try QueryEnvelope.read(
            IncomingMessage(body: body, messageID: "ask-1", type: type), from: .broker(user: "bookings"))
    }
}
