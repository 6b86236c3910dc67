import Contracts
import TestWorld
import Testing

/// Limits on what leaves a wallet, held by two instances that serve different partitions at once.
@Suite("Limits", .world(services: 0), .serialized, .timeLimit(.minutes(3)))
struct LimitTests {
    @Test("A day's limit is kept to the cent by two instances at once")
    func dailyOnTwoInstances() async throws {
        let world = try World.here
        let client = try await startTwo(world)
        let account = try await client.make("spender", as: .user, with: "10000.00 ZAR")
        let limit = LimitSet(wallet: .id(account), daily: try DecimalAmount(parsing: "250.00"))
        try #require(try await client.call(limit).isCommitted)
        let spend = WalletSpend(wallet: .id(account), money: try money("2.50 ZAR"), destination: .revenue)
        let ids = (0..<300).map { "daily \($0)" }
        try await client.send(ids.map { Request(spend, id: $0, key: $0) })
        let replies = try await client.replies(toAll: ids)
        #expect(replies.count { $0.isCommitted } == 100)
        #expect(replies.count { $0.error == .dailyLimitExceeded && $0.isRetriable == true } == 200)
        #expect(try await world.count("SELECT spent FROM daily_totals WHERE account_id = \(account.number)") == 25_000)
        for service in await world.services {
            let committed = try await service.metric("kauri_commands_total{status=\"committed\"}") ?? 0
            #expect(committed > 0, "\(service.name) has committed nothing, so nothing was shown")
        }

        // What comes back on the same day gives its room back.
        let spent = try #require(replies.first { $0.isCommitted }?.transaction)
        let refund = TransactionRefund(transaction: spent, money: try money("1.00 ZAR"), reason: "test")
        try #require(try await client.call(refund).isCommitted)
        func spending(_ amount: String) throws -> WalletSpend {
            WalletSpend(wallet: .id(account), money: try money(amount), destination: .revenue)
        }
        #expect(try await client.call(spending("1.01 ZAR")).error == .dailyLimitExceeded)
        #expect(try await client.call(spending("1.00 ZAR")).isCommitted)
        #expect(try await client.call(spending("0.01 ZAR")).error == .dailyLimitExceeded)
        #expect(try await world.audit().problems == [])
    }

    @Test("Bounds of one payment and of a level hold for every way out of a wallet; money that arrives is not bounded")
    func everyWayOut() async throws {
        let world = try World.here
        let client = try await startTwo(world)
        let account = try await client.make("level-one", as: .vendor, kycLevel: 1, with: "1000.00 BWP")
        let other = try await client.make(
            "level-two", as: .vendor, phone: "+26771000000", kycLevel: 2, with: "1000.00 BWP")
        try await client.deposit("1.00 USD", to: "level-two")
        _ = try await client.addBankAccount(to: "level-one", currency: "BWP")
        let limit = LimitSet(
            kycLevel: 1, currency: "BWP", minimum: try DecimalAmount(parsing: "5"),
            maximum: try DecimalAmount(parsing: "50"))
        try #require(try await client.call(limit).isCommitted)
        for (amount, error) in [
            ("4.99 BWP", ErrorCode.amountBelowMinimum), ("50.01 BWP", .amountAboveMaximum), ("50.00 BWP", nil),
        ] {
            for command in try Self.waysOut(of: account, to: other, try money(amount)) {
                let reply = try await client.call(command)
                #expect(reply.error == error, "\(type(of: command).type) of \(amount): \(reply.body.text)")
            }
        }
        let transfer = WalletTransfer(from: .id(other), to: .id(account), money: try money("700.00 BWP"))
        #expect(try await client.call(transfer).isCommitted, "a level's limits are no other level's")
        let update = PartyUpdate(party: try party("level-one"), kycLevel: 2)
        try #require(try await client.call(update).isCommitted)
        let spend = WalletSpend(wallet: .id(account), money: try money("51.00 BWP"), destination: .revenue)
        #expect(try await client.call(spend).isCommitted, "the wallet's level is another one now")
        #expect(try await world.audit().problems == [])
    }

    private static func waysOut(of account: AccountID, to other: AccountID, _ money: StatedMoney) throws
        -> [any Command]
    {
        [
            WalletSpend(wallet: .id(account), money: money, destination: .revenue),
            WalletTransfer(from: .id(account), to: .id(other), money: money),
            HoldPlace(wallet: .id(account), money: money, expiresIn: 60),
            JobStart(wallet: .id(account), money: money, jobType: "bounded"),
            ChargeSaleCreate(
                wallet: .id(account), money: money, phone: try #require(PhoneNumber(text: "+26771000000")),
                delivery: .wallet),
            WithdrawalInitiate(wallet: .id(account), money: money),
            PaymentSplit(from: .id(account), to: .id(other), money: money, feeBasisPoints: 100),
            FXTransfer(
                from: .id(account), to: .party(try party("level-two"), kind: "main", currency: "USD"), money: money,
                toCurrency: "USD", rate: try DecimalAmount(parsing: "0.07")),
        ]
    }

    /// Two instances of which each alone serves some partitions: the second knows of four more than the first.
    private func startTwo(_ world: World) async throws -> Client {
        if await world.services.isEmpty {
            let keys = [String: String].keepingBankAccounts
            try await world.startService(settings: keys.merging(["KAURI_PARTITIONS": "4", "KAURI_LANES": "2"]) { $1 })
            try await world.startService(settings: keys.merging(["KAURI_PARTITIONS": "8", "KAURI_LANES": "4"]) { $1 })
        }
        return try await Client(world)
    }
}
