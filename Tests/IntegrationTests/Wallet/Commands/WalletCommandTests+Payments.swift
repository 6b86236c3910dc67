import Contracts
import TestWorld
import Testing

extension WalletCommandTests {
    @Test("A payment is split between its receiver, the platform's fee and the tax")
    func split() async throws {
        let world = try World.here
        let witness = try await Witness(world)
        let guest = try await witness.client.make("diner", as: .user, with: "200.00 ZAR")
        let host = try await witness.client.make("cook", as: .host, with: "1.00 ZAR")
        let (fees, tax) = (try await world.systemBalance(.fees, "ZAR"), try await world.systemBalance(.tax, "ZAR"))
        let pay = PaymentSplit(
            from: .id(guest), to: .id(host), money: try money("99.99 ZAR"), feeBasisPoints: 1_250,
            tax: try DecimalAmount(parsing: "15"), reference: "BK-1")
        let paid = try await witness.carryOut(pay, announcedAs: "payment.split")
        try await witness.refuse(pay, with: .forbidden, by: .person("diner", .user))
        #expect(paid.text("transaction.type") == "payment")
        let legs = paid.document.objects("transaction.legs").map {
            "\($0.text("account") ?? "") \($0.text("amount") ?? "")"
        }
        // 12.5 % of 99.99 is 12.49875.
        #expect(legs == ["\(guest) -99.99", "\(host) 72.49", "fees:ZAR 12.50", "tax:ZAR 15.00"])
        #expect(try await world.systemBalance(.fees, "ZAR") == fees + 1_250)
        #expect(try await world.systemBalance(.tax, "ZAR") == tax + 1_500)
        let transaction = try #require(paid.transaction)
        let entries = "SELECT amount::text FROM entries WHERE transaction_id = \(transaction.number) ORDER BY leg"
        #expect(try await world.texts(entries) == ["-9999", "7249", "1250", "1500"])
        let back = try await witness.client.call(
            TransactionRefund(transaction: transaction, money: money("99.99 ZAR"), reason: "closed"))
        #expect(back.isCommitted && back.account("diner")?.text("available") == "200.00", "\(back.body.text)")
        #expect(try await world.systemBalance(.fees, "ZAR") == fees)
        #expect(try await world.audit().problems == [])
        await witness.close()
    }

    @Test("Money changes its currency at the rate that was stated, to the last part of a cent")
    func exchange() async throws {
        let world = try World.here
        let witness = try await Witness(world)
        let rand = try await witness.client.make("trader", as: .user, with: "100.00 ZAR")
        let yen = try await witness.client.deposit("1 JPY", to: "trader")
        let rounding = try await world.systemBalance(.rounding, "JPY")
        let exchange = FXTransfer(
            from: .id(rand), to: .id(yen), money: try money("10.01 ZAR"), toCurrency: "JPY",
            rate: try DecimalAmount(parsing: "8.123456789012"), reference: "FX-1")
        let sold = try await witness.carryOut(exchange, announcedAs: "fx.transferred")
        #expect(sold.text("transaction.type") == "fx" && sold.text("exchange.rate") == "8.123456789012")
        #expect(sold.text("exchange.sold.amount") == "10.01" && sold.text("exchange.sold.currency") == "ZAR")
        #expect(sold.text("exchange.bought.amount") == "81" && sold.text("exchange.bought.currency") == "JPY")
        // 10.01 · 8.123456789012 = 81.31580245801012
        #expect(sold.text("exchange.remainder") == "0.31580245801012")
        let legs = sold.document.objects("transaction.legs").map {
            "\($0.text("account") ?? "") \($0.text("amount") ?? "")"
        }
        #expect(legs == ["\(rand) -10.01", "fx:ZAR 10.01", "fx:JPY -82", "\(yen) 81", "rounding:JPY 1"])
        #expect(sold.account(yen.description)?.text("available") == "82")
        #expect(try await world.systemBalance(.rounding, "JPY") == rounding + 1)
        let transaction = try #require(sold.transaction)
        try await witness.refuse(
            TransactionRefund(transaction: transaction, money: money("1.00 ZAR"), reason: "x"),
            with: .transactionNotRefundable)
        let reversed = try await witness.client.call(TransactionReverse(transaction: transaction, reason: "wrong rate"))
        #expect(reversed.isCommitted && reversed.account(rand.description)?.text("available") == "100.00")
        #expect(try await world.systemBalance(.rounding, "JPY") == rounding)
        #expect(try await world.audit().problems == [])
        await witness.close()
    }

    @Test("An administrator corrects a wallet up and down, and nobody else does")
    func adjustments() async throws {
        let world = try World.here
        let witness = try await Witness(world)
        let wallet = try await witness.client.make("corrected", as: .user, with: "10.00 ZAR")
        let before = try await world.systemBalance(.adjustments, "ZAR")
        func adjust(_ direction: AdjustmentDirection, _ amount: String) throws -> AdjustmentPost {
            AdjustmentPost(wallet: .id(wallet), direction: direction, money: try money(amount), reason: "miscounted")
        }
        try await witness.refuse(adjust(.up, "5.00 ZAR"), with: .forbidden)
        let up = try await witness.carryOut(adjust(.up, "5.00 ZAR"), announcedAs: "adjustment.posted", by: .admin())
        #expect(up.text("transaction.type") == "adjustment" && up.text("reason") == "miscounted")
        #expect(up.account("corrected")?.text("available") == "15.00")
        let down = try await witness.carryOut(
            adjust(.down, "15.00 ZAR"), announcedAs: "adjustment.posted", by: .admin())
        #expect(down.account("corrected")?.text("available") == "0.00")
        #expect(try await world.systemBalance(.adjustments, "ZAR") == before + 1_000)
        try await witness.refuse(adjust(.down, "0.01 ZAR"), with: .insufficientFunds, by: .admin())
        #expect(try await world.audit().problems == [])
        await witness.close()
    }

    @Test("A chargeback drives a wallet below its limit, and what arrives fills the gap first")
    func chargebacks() async throws {
        let world = try World.here
        let witness = try await Witness(world)
        let wallet = try await witness.client.make("contested", as: .user, with: "10.00 ZAR")
        let chargeback = ChargebackPost(wallet: .id(wallet), money: try money("25.00 ZAR"), reason: "stolen card")
        try await witness.refuse(chargeback, with: .forbidden, by: .person("contested", .user))
        let posted = try await witness.carryOut(
            chargeback, announcedAs: "chargeback.posted", by: .person("card-network", .provider))
        #expect(posted.text("transaction.type") == "chargeback")
        #expect(posted.account("contested")?.text("available") == "-15.00")
        let columns = "posted, shortfall"
        #expect(try await world.row(columns, of: "accounts WHERE id = \(wallet.number)") == "-1500 1500")
        let spend = WalletSpend(wallet: .id(wallet), money: try money("1.00 ZAR"), destination: .revenue)
        try await witness.refuse(spend, with: .insufficientFunds)
        try await witness.client.deposit("10.00 ZAR", to: "contested")
        #expect(try await world.row(columns, of: "accounts WHERE id = \(wallet.number)") == "-500 500")
        try await witness.client.deposit("6.00 ZAR", to: "contested")
        #expect(try await world.row(columns, of: "accounts WHERE id = \(wallet.number)") == "100 0")
        #expect(try await witness.client.call(spend).isCommitted)
        #expect(try await world.audit().problems == [])
        await witness.close()
    }

    @Test("A wallet is opened, paid into and charged back within one batch")
    func chargebackOfNewWallet() async throws {
        let world = try World.here
        let client = try await Client(world)
        try await client.register("newcomer", as: .user)
        let account = try wallet(of: "newcomer", in: "ZAR")
        let commands: [any Command] = [
            WalletDeposit(wallet: account, money: try money("10.00 ZAR"), source: .cash, open: true),
            ChargebackPost(wallet: account, money: try money("12.00 ZAR"), reason: "stolen card"),
        ]
        let reply = try await client.call(Request(batch: commands.map { (nil, $0) }, isLinked: true))
        #expect(reply.outcomes.allSatisfy { $0.isCommitted }, "\(reply.body.text)")
        #expect(try await world.row("posted, shortfall", of: "accounts WHERE owner = 'newcomer'") == "-200 200")
        #expect(try await world.audit().problems == [])
        await client.close()
    }
}
