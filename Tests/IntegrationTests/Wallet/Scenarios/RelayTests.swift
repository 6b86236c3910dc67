import Contracts
import Postgres
import TestWorld
import Testing

/// What an instance has committed and could no longer announce, others announce from what is stored.
@Suite(
    "Events of an instance that is gone",
    .world(
        settings: .keepingBankAccounts.merging([
            "KAURI_RISK_RULES":
                #"[{"name": "large", "currency": "ZAR", "measure": "amount", "over": "50", "action": "flag"}]"#
        ]) { $1 }), .timeLimit(.minutes(2)))
struct RelayTests {
    @Test("Every event around the wallet is the same to the byte, its headers too")
    func same() async throws {
        let world = try World.here
        let client = try await Client(world)
        let subscriber = try await Subscriber(world)
        try await everything(client)
        let count = Int(
            try await world.count(
                "SELECT (SELECT count(*) FROM outcomes WHERE is_committed) + (SELECT count(*) FROM risk_flags)"))
        let first = try await subscriber.wait(for: count)
        try await world.withOwner { owner in
            try await owner.run(
                Statement(
                    once: """
                        INSERT INTO outbox (instance, lane, numbers) SELECT 'gone', 0, array_agg(number ORDER BY number)
                        FROM (SELECT number FROM outcomes WHERE is_committed UNION ALL SELECT id FROM risk_flags) AS announced
                        """))
        }
        let again = try await subscriber.wait(for: count * 2).dropFirst(count)
        var originals: [String: Event] = [:]
        for event in first { originals[try #require(event.id)] = event }
        #expect(originals.count == count)
        for event in again {
            let original = try #require(originals[event.id ?? ""])
            #expect(event.routingKey == original.routingKey)
            #expect("\(event.properties)" == "\(original.properties)", "\(event.routingKey)")
            #expect(event.body == original.body, "\(event.routingKey)")
        }
        #expect(Set(again.map(\.routingKey)).count >= 25)
    }

    /// At least one event of each kind that there is around the wallet.
    private func everything(_ client: Client) async throws {
        _ = try await GuardedRequests(client, "relayed")
        let account = try await client.make("relay", as: .host, with: "200.00 ZAR")
        let dollars = try await client.deposit("1.00 USD", to: "relay")
        let other = try await client.make("other", as: .vendor, with: "1.00 ZAR")
        let bank = try await client.addBankAccount(to: "relay")
        try await client.register("brief", as: .user)
        let one = try money("1.00 ZAR")
        let job = try #require(
            try await client.call(JobStart(wallet: .id(account), money: one, jobType: "relay")).identifier(
                "job", JobID.self))
        let large = WalletSpend(wallet: .id(account), money: try money("60.00 ZAR"), destination: .revenue)
        let flag = try #require(try await client.call(large).text("flags.0.id").flatMap { FlagID(text: $0) })
        let initiate = WithdrawalInitiate(wallet: .id(account), money: one)
        let withdrawal = try #require(try await client.call(initiate).identifier("withdrawal", WithdrawalID.self))
        let ask = CreditRequestCreate(wallet: .id(other), money: one, reason: "relay")
        let credit = try #require(try await client.call(ask).identifier("credit_request", CreditRequestID.self))
        let commands: [any Command] = [
            PartyUpdate(party: try party("brief"), name: "Brief"),
            PartyErase(party: try party("brief"), reason: "test"),
            JobUpdate(job: job, state: .failed), JobRefund(job: job, reason: "test"),
            WithdrawalFail(withdrawal: withdrawal, reason: "test"),
            CreditRequestReject(creditRequest: credit, reason: "test"),
            AdjustmentPost(wallet: .id(account), direction: .up, money: one, reason: "test"),
            ChargebackPost(wallet: .id(account), money: one, reason: "test"),
            PaymentSplit(from: .id(account), to: .id(other), money: one, feeBasisPoints: 500),
            FXTransfer(
                from: .id(account), to: .id(dollars), money: one, toCurrency: "USD",
                rate: try DecimalAmount(parsing: "0.0567")),
            LimitSet(kycLevel: 2, currency: "ZAR", daily: try DecimalAmount(parsing: "1000")),
            PayoutRun(wallet: .id(account)), BankAccountSetPrimary(bankAccount: bank),
            RiskReview(flag: flag, decision: .clear, reason: "test"),
        ]
        for command in commands {
            let reply = try await client.call(command, common: CommonFields(actor: .admin()))
            try #require(reply.isCommitted, "\(reply.body.text)")
        }
        let removed = try await client.addBankAccount(to: "relay", "DE02120300000000202051")
        try #require(try await client.call(BankAccountRemove(bankAccount: removed)).isCommitted)
    }
}
