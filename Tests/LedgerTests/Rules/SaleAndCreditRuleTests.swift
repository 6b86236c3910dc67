import Contracts
import Ledger
import Testing

@Suite("Charge sales and credit requests")
struct SaleAndCreditRuleTests {
    private var ledger: TestLedger

    init() throws {
        ledger = try TestLedger()
        try ledger.fund("ann", "10")
    }

    private func sale(_ receiver: String, _ delivery: ChargeDelivery) throws -> ChargeSaleCreate {
        ChargeSaleCreate(
            wallet: try wallet("ann"), money: try money("4"), phone: try phone(receiver), delivery: delivery)
    }

    @Test("Airtime goes to revenue, for any number; only its mask is told")
    mutating func airtime() throws {
        let outcome = try ledger.commit(sale("zoe", .airtime))
        let told = try ledger.told("charge_sale", by: outcome)
        #expect(told["state"] == "completed")
        #expect(told["phone_masked"] == "••••0122")
        #expect(told["delivery"] == "airtime")
        #expect(told["amount"] == "4.00")
        #expect(try ledger.posted(.revenue) == 400)
        #expect(!String(decoding: outcome.document, as: UTF8.self).contains(try phone("zoe").text))
    }

    @Test("Money goes to the main wallet behind the number, which must be somebody else's")
    mutating func delivered() throws {
        try ledger.commit(sale("bob", .wallet))
        #expect(try ledger.account("bob").posted == 400)
        #expect(try ledger.refusal(of: sale("ann", .wallet)).code == .sameAccount)
        #expect(try ledger.refusal(of: sale("zoe", .wallet)).code == .partyNotFound)
        try ledger.commit(PartyRegister(party: party("zoe"), partyType: .user, name: "Zoe", phone: phone("zoe")))
        let error = try ledger.refusal(of: sale("zoe", .wallet))
        #expect(error.code == .accountNotFound)
        #expect(error.field == "phone")
    }

    @Test("A sale is refunded once, by its own command, as far as the receiver still has it")
    mutating func refunded() throws {
        let outcome = try ledger.commit(sale("bob", .wallet))
        let sale = try #require(outcome.reported?.assigned.request.flatMap { ChargeSaleID(text: $0) })
        let refund = ChargeSaleRefund(chargeSale: sale, reason: "wrong number")
        try ledger.commit(transfer("0.01", from: "bob", to: "cem"))
        #expect(try ledger.refusal(of: refund).code == .insufficientFunds)
        try ledger.commit(transfer("0.01", from: "cem", to: "bob"))
        try ledger.commit(AccountSuspend(account: wallet("bob", "ZAR"), reason: "a question"))
        #expect(try ledger.refusal(of: refund).code == .accountSuspended)
        try ledger.commit(AccountActivate(account: wallet("bob", "ZAR"), reason: "answered"))
        try ledger.commit(AccountSuspend(account: wallet("ann", "ZAR"), reason: "a question"))
        let told = try ledger.told("charge_sale", by: ledger.commit(refund))
        #expect(told["state"] == "refunded")
        #expect(told["reason"] == "wrong number")
        #expect(try ledger.account("ann").posted == 1_000)
        #expect(try ledger.account("bob").posted == 0)
        #expect(try ledger.refusal(of: refund).code == .requestClosed)
        let transaction = try #require(outcome.reported?.assigned.transaction)
        #expect(ledger.database.transactions[transaction]?.state == "refunded")
    }

    private func ask(_ name: String = "bob", _ amount: String = "7") throws -> CreditRequestCreate {
        CreditRequestCreate(wallet: try wallet(name), money: try money(amount), reason: "stock", reference: "CR-1")
    }

    @Test("Asking moves nothing and tells all; approving issues credit, once")
    mutating func approved() throws {
        let outcome = try ledger.commit(ask())
        #expect(outcome.concerns == (try ledger.account("bob").id.description))
        let told = try ledger.told("credit_request", by: outcome)
        let expected: [String: JSONValue] = [
            "state": "pending", "account": .string(try ledger.account("bob").id.description), "amount": "7.00",
            "currency": "ZAR", "reference": "CR-1", "reason": "stock",
        ]
        for (name, value) in expected { #expect(told[name] == value, "\(name)") }
        #expect(try ledger.account("bob").posted == 0)
        let credit = try #require(told["id"]?.asString.flatMap { CreditRequestID(text: $0) })
        let approve = CreditRequestApprove(creditRequest: credit)
        #expect(try ledger.refusal(of: approve).code == .forbidden)
        let approval = try ledger.commit(approve, asAdmin())
        #expect(try ledger.told("transaction", by: approval)["type"] == "credit")
        #expect(try ledger.told("transaction", by: approval)["reference"] == "CR-1")
        #expect(try ledger.told("credit_request", by: approval)["state"] == "approved")
        #expect(try ledger.account("bob").posted == 700)
        #expect(try ledger.posted(.creditIssuance) == -700)
        #expect(try ledger.refusal(of: approve, asAdmin()).code == .requestClosed)
        let reject = CreditRequestReject(creditRequest: credit, reason: "late")
        #expect(try ledger.refusal(of: reject, asAdmin()).code == .requestClosed)
        #expect(try ledger.account("bob").posted == 700)
        let transaction = try #require(approval.reported?.assigned.transaction)
        #expect(
            try ledger.refusal(of: TransactionReverse(transaction: transaction, reason: "no")).code
                == .transactionNotReversible)
    }

    @Test("A request that was rejected stays so")
    mutating func rejected() throws {
        let credit = try ledger.make(ask(), CreditRequestID.self)
        let outcome = try ledger.commit(CreditRequestReject(creditRequest: credit, reason: "not now"), asAdmin())
        #expect(try ledger.told("credit_request", by: outcome)["state"] == "rejected")
        #expect(try ledger.told("credit_request", by: outcome)["amount"] == "7.00")
        #expect(outcome.reported?.assigned.transaction == nil)
        #expect(try ledger.refusal(of: CreditRequestApprove(creditRequest: credit), asAdmin()).code == .requestClosed)
    }

    @Test("Nobody decides on credit for the own wallet, in whatever role")
    mutating func ownWallet() throws {
        let credit = try ledger.make(ask(), CreditRequestID.self)
        let approve = CreditRequestApprove(creditRequest: credit)
        #expect(try ledger.refusal(of: approve, acting("bob", .admin)).code == .forbidden)
        let reject = CreditRequestReject(creditRequest: credit, reason: "mine")
        #expect(try ledger.refusal(of: reject, acting("bob", .admin)).code == .forbidden)
        try ledger.commit(approve, acting("ann", .admin))
    }

    @Test("Two approvals in one batch: the second finds the request closed")
    mutating func doubleApproval() throws {
        let credit = try ledger.make(ask(), CreditRequestID.self)
        let envelopes = try (0..<2).map { _ in
            ledger.envelope(CreditRequestApprove(creditRequest: credit), try asAdmin())
        }
        let outcomes = ledger.database.commit(envelopes.map { .single($0) }, at: ledger.now).flatMap { $0 }
        #expect(outcomes.map(\.isFailure) == [false, true])
        #expect(outcomes[1].reported?.code == .requestClosed)
        #expect(try ledger.account("bob").posted == 700)
    }
}
