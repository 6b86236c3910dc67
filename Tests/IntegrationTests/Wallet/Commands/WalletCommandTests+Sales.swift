import Contracts
import TestWorld
import Testing

extension WalletCommandTests {
    @Test("Airtime is sold and given back; the number is told by its end alone")
    func airtime() async throws {
        let world = try World.here
        let witness = try await Witness(world)
        let wallet = try await witness.client.make("kiosk", as: .vendor, with: "100.00 ZAR")
        let phone = try #require(PhoneNumber(text: "+27821234567"))
        let revenue = try await world.systemBalance(.revenue, "ZAR")
        let sell = ChargeSaleCreate(wallet: .id(wallet), money: try money("12.50 ZAR"), phone: phone, reference: "S-1")
        let sold = try await witness.carryOut(sell, announcedAs: "charge_sale.created", by: .person("kiosk", .vendor))
        let sale = try #require(sold.identifier("charge_sale", ChargeSaleID.self))
        let transaction = try #require(sold.transaction)
        #expect(sold.text("transaction.type") == "charge_sale" && sold.text("charge_sale.state") == "completed")
        #expect(sold.text("charge_sale.phone_masked") == "••••4567" && sold.text("charge_sale.delivery") == "airtime")
        #expect(sold.text("charge_sale.amount") == "12.50" && sold.text("charge_sale.reference") == "S-1")
        #expect(!sold.body.text.contains("821234567"))
        #expect(try await world.systemBalance(.revenue, "ZAR") == revenue + 1_250)
        #expect(
            try await world.row("kind, state, amount, phone, delivery", of: "requests WHERE id = \(sale.number)")
                == "charge_sale completed 1250 +27821234567 airtime")
        try await witness.refuse(sell, with: .forbidden, by: .person("worker", .user))
        try await witness.refuse(sell, with: .forbidden, by: .person("worker", .vendor))

        let refund = ChargeSaleRefund(chargeSale: sale, reason: "wrong number")
        let refunded = try await witness.carryOut(refund, announcedAs: "charge_sale.refunded")
        #expect(
            refunded.text("charge_sale.state") == "refunded" && refunded.text("charge_sale.reason") == "wrong number")
        #expect(refunded.text("charge_sale.settlement") == refunded.transaction?.description)
        #expect(refunded.text("charge_sale.phone_masked") == "••••4567")
        #expect(refunded.account("kiosk")?.text("available") == "100.00")
        #expect(
            try await world.row("state, settlement_id", of: "requests WHERE id = \(sale.number)")
                == "refunded \(refunded.transaction?.number ?? 0)")
        try await witness.refuse(refund, with: .requestClosed)
        try await witness.refuse(
            TransactionReverse(transaction: transaction, reason: "x"), with: .transactionNotReversible)
        try await witness.refuse(ChargeSaleRefund(chargeSale: .init(number: 1), reason: "x"), with: .chargeSaleNotFound)
        #expect(try await world.audit().problems == [])
        await witness.close()
    }

    @Test("Money is sold into the wallet of a number's owner, who is found by the number alone")
    func walletDelivery() async throws {
        let world = try World.here
        let witness = try await Witness(world)
        let phone = try #require(PhoneNumber(text: "+27821230000"))
        let wallet = try await witness.client.make("shop", as: .seller, with: "50.00 ZAR")
        let receiver = try await witness.client.make("buyer", as: .user, phone: phone.text, with: "1.00 ZAR")
        let sell = ChargeSaleCreate(wallet: .id(wallet), money: try money("20.00 ZAR"), phone: phone, delivery: .wallet)
        let sold = try await witness.carryOut(sell, announcedAs: "charge_sale.created", by: .person("shop", .seller))
        #expect(sold.text("charge_sale.delivery") == "wallet")
        #expect(sold.account(receiver.description)?.text("available") == "21.00")
        #expect(sold.account("shop")?.text("available") == "30.00")
        let stranger = ChargeSaleCreate(
            wallet: .id(wallet), money: try money("1.00 ZAR"), phone: try #require(PhoneNumber(text: "+27829999999")),
            delivery: .wallet)
        try await witness.refuse(stranger, with: .partyNotFound)
        #expect(try await world.audit().problems == [])
        await witness.close()
    }

    @Test("Credit is asked for by a vendor, and granted or not by an administrator who is somebody else")
    func credit() async throws {
        let world = try World.here
        let witness = try await Witness(world)
        let wallet = try await witness.client.make("asker", as: .vendor, with: "1.00 ZAR")
        let issued = try await world.systemBalance(.creditIssuance, "ZAR")
        let ask = CreditRequestCreate(
            wallet: .id(wallet), money: try money("500.00 ZAR"), reason: "season", reference: "C-1")
        let asked = try await witness.carryOut(
            ask, announcedAs: "credit_request.created", by: .person("asker", .vendor))
        let request = try #require(asked.identifier("credit_request", CreditRequestID.self))
        #expect(asked.text("credit_request.state") == "pending" && asked.transaction == nil)
        #expect(asked.text("credit_request.reason") == "season" && asked.text("credit_request.reference") == "C-1")
        #expect(asked.text("credit_request.account") == wallet.description)
        #expect(
            try await world.row("kind, state, amount, transaction_id", of: "requests WHERE id = \(request.number)")
                == "credit_request pending 50000 -")

        let approve = CreditRequestApprove(creditRequest: request, reason: "known")
        try await witness.refuse(approve, with: .forbidden)
        try await witness.refuse(approve, with: .forbidden, by: .person("asker", .vendor))
        try await witness.refuse(approve, with: .forbidden, by: .person("asker", .admin))
        let approved = try await witness.carryOut(approve, announcedAs: "credit_request.approved", by: .admin())
        #expect(approved.text("credit_request.state") == "approved" && approved.text("transaction.type") == "credit")
        #expect(approved.text("credit_request.transaction") == approved.transaction?.description)
        #expect(approved.account("asker")?.text("available") == "501.00")
        #expect(try await world.systemBalance(.creditIssuance, "ZAR") == issued - 50_000)
        #expect(
            try await world.row("state, transaction_id, settlement_id", of: "requests WHERE id = \(request.number)")
                == "approved \(approved.transaction?.number ?? 0) -")
        try await witness.refuse(approve, with: .requestClosed, by: .admin())
        try await witness.refuse(
            CreditRequestReject(creditRequest: request, reason: "late"), with: .requestClosed, by: .admin())

        let other = try #require(try await witness.client.call(ask).identifier("credit_request", CreditRequestID.self))
        let reject = CreditRequestReject(creditRequest: other, reason: "too much")
        let rejected = try await witness.carryOut(reject, announcedAs: "credit_request.rejected", by: .admin())
        #expect(rejected.text("credit_request.state") == "rejected" && rejected.transaction == nil)
        #expect(rejected.text("reason") == "too much")
        #expect(
            try await world.row("state, transaction_id, reason", of: "requests WHERE id = \(other.number)")
                == "rejected - season")
        #expect(try await world.audit().problems == [])
        await witness.close()
    }
}
