import Contracts
import TestWorld
import Testing

/// A ledger with everything in it that can be verified, made through the service.
struct RichLedger {
    static let settings = [String: String].keepingBankAccounts.merging([
        "KAURI_SWEEP_INTERVAL": "100ms",
        "KAURI_RISK_RULES": """
        [{"name": "large", "currency": "ZAR", "measure": "amount", "over": "90.00", "action": "flag"}]
        """,
    ]) { $1 }

    private let guarded: GuardedLedger
    /// A transaction with metadata, and an actor in its outcome.
    private let labelled: Int64
    /// The outcome of a refused command has this message id.
    private let refused = "refused-1"

    init(_ world: World, _ client: Client) async throws {
        guarded = try await GuardedLedger(client, "rich")
        let payer = try await client.make("rich-payer", as: .user, with: "500.00 ZAR")
        let host = try await client.make("rich-host", as: .host, with: "1.00 ZAR")
        let yen = try await client.deposit("1 JPY", to: "rich-payer")
        let labels = CommonFields(
            actor: try Actor.admin(),
            metadata: [MetadataPair(key: "room", value: "7 \"sea\""), MetadataPair(key: "a", value: "b")])
        let deposit = WalletDeposit(
            wallet: .id(payer), money: try money("3.00 ZAR"), source: .cash, open: false, reference: "a \"quoted\" name"
        )
        labelled = try #require(try await client.call(deposit, common: labels).transaction).number
        let split = PaymentSplit(
            from: .id(payer), to: .id(host), money: try money("99.99 ZAR"), feeBasisPoints: 1_250,
            tax: try DecimalAmount(parsing: "15"), reference: "BK-1")
        try await client.carryOut(split)
        let exchange = FXTransfer(
            from: .id(payer), to: .id(yen), money: try money("10.01 ZAR"), toCurrency: "JPY",
            rate: try DecimalAmount(parsing: "8.123456789012"), reference: "FX-1")
        try await client.carryOut(exchange)
        // More than the wallet has, and enough to be flagged.
        let much = WalletTransfer(from: .id(host), to: .id(payer), money: try money("9999.00 ZAR"))
        #expect(try await client.call(much, id: refused).error == .insufficientFunds)
        let flagged = WalletTransfer(from: .id(payer), to: .id(host), money: try money("95.00 ZAR"))
        #expect(try await client.call(flagged).isCommitted)
        try await client.carryOut(HoldPlace(wallet: .id(payer), money: money("5.00 ZAR"), expiresIn: 1))
        try await client.carryOut(ChargebackPost(wallet: .id(host), money: money("300.00 ZAR"), reason: "bank"))
        let small = WalletTransfer(from: .id(payer), to: .id(host), money: try money("0.10 ZAR"))
        let many = (0..<30).map { (id: String?.some("many-\($0)"), command: small as any Command) }
        _ = try await client.call(Request(batch: many, key: "rich-payer"))
        try await eventually("the hold does not expire") {
            try await world.count("SELECT count(*) FROM holds WHERE state = 'expired'") == 1
        }
    }

    private static let linkKey = "SELECT 'chain=' || chain || ', sequence=' || sequence"

    /// Fills in a statement's names.
    func text(_ sql: String) -> String {
        guarded.text(sql).replacing("$labelled", with: "\(labelled)").replacing("$refused", with: refused)
            .replacing("$chain", with: "(SELECT chain FROM audit_links GROUP BY chain ORDER BY count(*) DESC LIMIT 1)")
            .replacing("$link_of", with: "\(Self.linkKey) FROM audit_links WHERE numbers @>")
    }
}

extension Client {
    /// Sends a command that must be committed.
    func carryOut(_ command: any Command) async throws {
        let reply = try await call(command)
        try #require(reply.isCommitted, "\(reply.body.text)")
    }
}
