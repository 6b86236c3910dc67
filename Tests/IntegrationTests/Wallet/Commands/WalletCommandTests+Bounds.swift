import Contracts
import TestWorld
import Testing

extension WalletCommandTests {
    @Test("Limits are set on one wallet and on a level, changed, and taken away")
    func limits() async throws {
        let world = try World.here
        let witness = try await Witness(world)
        // In a unit that nobody else of this suite uses: a level's limits are everybody's.
        let wallet = try await witness.client.make("bounded", as: .user, kycLevel: 1, with: "100.00 NAD")
        func amount(_ text: String) throws -> DecimalAmount { try DecimalAmount(parsing: text) }
        let own = LimitSet(
            wallet: .id(wallet), minimum: try amount("1"), maximum: try amount("50"), daily: try amount("60.5"))
        let set = try await witness.carryOut(own, announcedAs: "limit.set")
        #expect(set.text("limit.wallet") == wallet.description && set.text("limit.currency") == "NAD")
        #expect(set.text("limit.minimum") == "1.00" && set.text("limit.maximum") == "50.00")
        #expect(set.text("limit.daily") == "60.50" && set.text("limit.kyc_level") == nil)
        let columns = "account_id, kyc_level, unit, minimum, maximum, daily"
        #expect(
            try await world.row(columns, of: "limits WHERE account_id IS NOT NULL")
                == "\(wallet.number) - 516 100 5000 6050")
        try await witness.refuse(own, with: .forbidden, by: .person("bounded", .user))
        let spend = WalletSpend(wallet: .id(wallet), money: try money("0.99 NAD"), destination: .revenue)
        try await witness.refuse(spend, with: .amountBelowMinimum)

        let level = LimitSet(kycLevel: 1, currency: "NAD", maximum: try amount("20"))
        let levelled = try await witness.carryOut(level, announcedAs: "limit.set")
        #expect(levelled.text("limit.kyc_level") == "1" && levelled.text("limit.wallet") == nil)
        #expect(try await world.row(columns, of: "limits WHERE account_id IS NULL") == "- 1 516 - 2000 -")
        _ = try await witness.carryOut(LimitSet(wallet: .id(wallet)), announcedAs: "limit.set")
        #expect(
            try await world.row(columns, of: "limits WHERE account_id IS NOT NULL") == "\(wallet.number) - 516 - - -")
        try #require(try await witness.client.call(spend).isCommitted)
        _ = try await witness.carryOut(LimitSet(kycLevel: 1, currency: "NAD"), announcedAs: "limit.set")
        await witness.close()
    }

    @Test("A suspicious payment is flagged or denied, each with an event of its own, and reviewed")
    func risk() async throws {
        let world = try World.here
        let witness = try await Witness(world)
        let wallet = try await witness.client.make("suspect", as: .user, with: "9000.00 KES")
        let spend = WalletSpend(wallet: .id(wallet), money: try money("1000.01 KES"), destination: .revenue)
        let spent = try await witness.carryOut(spend, announcedAs: "wallet.spent", by: .person("suspect", .user))
        let flag = try #require(spent.text("flags.0.id").flatMap { FlagID(text: $0) })
        #expect(spent.text("flags.0.rules.0") == "large" && spent.text("flags.0.action") == "flag")
        let raised = try await witness.subscriber.first { $0.id == EventID(number: flag.number).description }
        #expect(raised.routingKey == "risk.flagged" && raised.attribute("type") == "kauri.risk.flagged")
        #expect(raised.attribute("subject") == wallet.description)
        let told = try raised.outcome()
        #expect(told.text("flag.id") == flag.description && told.text("flag.account") == wallet.description)
        #expect(told.text("flag.state") == "open" && told.text("flag.transaction") == spent.transaction?.description)
        #expect(told.text("flag.command.id") == spent.id && told.text("flag.command.type") == "wallet.spend")
        #expect(
            try await world.row(
                "account_id, rules, action, state, transaction_id", of: "risk_flags WHERE id = \(flag.number)")
                == "\(wallet.number) {large} flag open \(spent.transaction?.number ?? 0)")

        let huge = WalletSpend(wallet: .id(wallet), money: try money("5000.01 KES"), destination: .revenue)
        let denied = try await witness.refuse(huge, with: .riskDenied)
        let deniedID = try #require(denied.id)
        let other = try await witness.subscriber.first {
            try $0.routingKey == "risk.flagged" && $0.outcome().text("flag.command.id") == deniedID
        }.outcome()
        #expect(other.text("flag.action") == "deny" && other.text("flag.transaction") == nil)
        #expect(other.text("flag.rules.0") == "large" && other.text("flag.rules.1") == "huge")

        let clear = RiskReview(flag: flag, decision: .clear, reason: "rent")
        try await witness.refuse(clear, with: .forbidden)
        let reviewed = try await witness.carryOut(clear, announcedAs: "risk.reviewed", by: .admin())
        #expect(reviewed.text("flag.state") == "cleared" && reviewed.text("flag.reason") == "rent")
        #expect(
            try await world.row(
                "state, reviewer, review_reason, reviewed_at IS NOT NULL", of: "risk_flags WHERE id = \(flag.number)")
                == "cleared admin-1 rent true")
        try await witness.refuse(clear, with: .requestClosed, by: .admin())
        let second = try #require(other.text("flag.id").flatMap { FlagID(text: $0) })
        let confirm = RiskReview(flag: second, decision: .confirm, reason: "fraud")
        #expect(
            try await witness.carryOut(confirm, announcedAs: "risk.reviewed", by: .admin()).text("flag.state")
                == "confirmed")
        try await witness.refuse(
            RiskReview(flag: FlagID(number: 1), decision: .clear, reason: "x"), with: .flagNotFound, by: .admin())
        #expect(try await world.audit().problems == [])
        await witness.close()
    }
}
