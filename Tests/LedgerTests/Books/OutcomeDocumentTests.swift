import Contracts
import Ledger
import Testing

@Suite("What replies and events carry")
struct OutcomeDocumentTests {
    private func object(_ outcome: Outcome) throws -> JSONObject {
        try #require(try JSONReader.read(outcome.document).asObject)
    }

    @Test("A transfer: who, what, the legs, the balances after it as texts")
    func transferred() throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "10")
        var command = try transfer("2.5", from: "ann", to: "bob")
        command.reference = "BK-1042"
        let common = CommonFields(
            actor: Actor(id: try party("ann"), role: .user), metadata: [MetadataPair(key: "channel", value: "app")])
        let outcome = ledger.submit(command, id: "b3f1", common)
        let transaction = try #require(outcome.reported?.assigned.transaction)
        let ann = try ledger.account("ann").id
        let bob = try ledger.account("bob").id
        func wallet(_ id: AccountID, _ owner: String, before: String, after: String, version: String) -> JSONValue {
            [
                "id": .string(id.description), "owner": .string(owner), "kind": "main", "currency": "ZAR",
                "status": "active",
                "posted_before": .string(before), "posted": .string(after), "held": "0.00", "overdraft_limit": "0.00",
                "available": .string(after), "version": .string(version),
            ]
        }
        let expected: JSONValue = [
            "command": [
                "id": "b3f1", "type": "wallet.transfer", "subject": "anonymous",
                "actor": ["id": "ann", "role": "user"],
            ],
            "status": "committed", "event": .string(EventID(number: outcome.number).description),
            "transaction": [
                "id": .string(transaction.description), "type": "transfer", "state": "posted", "reference": "BK-1042",
                "legs": [
                    ["account": .string(ann.description), "amount": "-2.50", "currency": "ZAR"],
                    ["account": .string(bob.description), "amount": "2.50", "currency": "ZAR"],
                ],
            ],
            "accounts": [
                wallet(ann, "ann", before: "10.00", after: "7.50", version: "3"),
                wallet(bob, "bob", before: "0.00", after: "2.50", version: "2"),
            ],
            "metadata": ["channel": "app"], "at": .string(ledger.now.rfc3339),
        ]
        #expect(try JSONReader.read(outcome.document) == expected)
    }

    @Test("Of accounts without a limit neither balance nor version is told")
    func unlimited() throws {
        var ledger = try TestLedger()
        let configured = try object(ledger.commit(AccountConfigure(account: wallet("ann", "ZAR"), unlimited: true)))
        let told = try #require(configured["accounts"]?.asArray?.first?.asObject)
        #expect(told["unlimited"] == true)
        for name in ["posted", "posted_before", "held", "available", "version"] { #expect(told[name] == nil) }
        let spent = try object(ledger.commit(WalletSpend(wallet: wallet("ann"), money: money("1"), destination: .fees)))
        #expect(spent["accounts"] == nil)
        let legs = try #require(spent["transaction"]?.asObject?["legs"]?.asArray)
        #expect(legs.last?.asObject?["account"] == "fees:ZAR")
    }

    @Test("Names and telephone numbers never enter a document")
    func personalData() throws {
        var ledger = try TestLedger()
        let command = PartyRegister(
            party: try party("zoe"), partyType: .guest, name: "Zoe Secret", language: "en",
            phone: PhoneNumber(text: "+27831112222"), kycLevel: 2)
        let text = String(decoding: try ledger.commit(command).document, as: UTF8.self)
        #expect(!text.contains("Secret"))
        #expect(!text.contains("+2783"))
        #expect(text.contains(#""kyc_level":2"#))
        let taken = PartyRegister(
            party: try party("yan"), partyType: .guest, name: "Yan", phone: PhoneNumber(text: "+27831112222"),
            kycLevel: 2)
        #expect(!String(decoding: ledger.submit(taken).document, as: UTF8.self).contains("+2783"))
    }

    @Test("A hold, its expiry and what became of an original are told")
    func holdsAndOriginals() throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "10")
        let hold = try ledger.hold("ann", "4", seconds: 60)
        let captured = try object(
            ledger.commit(HoldCapture(hold: hold, to: wallet("bob"), money: money("1"), final: true)))
        let told = try #require(captured["hold"]?.asObject)
        #expect(told["id"] == .string(hold.description))
        #expect(
            ["state", "amount", "captured", "released", "remaining"].map { told[$0] }
                == ["captured", "4.00", "1.00", "3.00", "0.00"])
        #expect(told["expires_at"] == .string(ledger.now.adding(seconds: 60).rfc3339))
        #expect(captured["transaction"]?.asObject?["hold"] == .string(hold.description))
        let id = try #require(captured["transaction"]?.asObject?["id"]?.asString.flatMap { TransactionID(text: $0) })
        let refund = TransactionRefund(transaction: id, money: try money("0.40"), reason: "late")
        let refunded = try object(ledger.commit(refund))
        let original = try #require(refunded["original"]?.asObject)
        #expect(
            ["id", "type", "state", "refunded"].map { original[$0] } == [
                .string(id.description), "capture", "partly_refunded", "0.40",
            ])
        #expect(refunded["reason"] == "late")
    }

    @Test("A refusal: its code, a sentence, the field, whether a new id may succeed")
    func refused() throws {
        var ledger = try TestLedger()
        let outcome = ledger.submit(try transfer("1", from: "ann", to: "bob"))
        let document = try object(outcome)
        #expect(document["status"] == "refused")
        #expect(document["event"] == nil)
        #expect(document["error"]?.asObject?["code"] == "insufficient_funds")
        #expect(document["error"]?.asObject?["retriable"] == true)
        #expect(!outcome.isAnnounced)
        let same = try object(ledger.submit(try transfer("1", from: "ann", to: "ann")))
        #expect(same["error"]?.asObject?["field"] == "to")
        #expect(same["error"]?.asObject?["retriable"] == false)
    }
}
