import Contracts
import Postgres
import TestWorld
import Testing

/// What the database guarantees by itself, even if the service were wrong.
@Suite("Database guards", .world(settings: .keepingBankAccounts), .serialized, .timeLimit(.minutes(2)))
struct GuardTests {
    @Test(
        "The service's role cannot",
        arguments: Tampering.money + Tampering.state + Tampering.givenBack + Tampering.wallet + Tampering.history
            + Tampering.privileges + Tampering.walletPrivileges)
    func asService(tampering: Tampering) async throws {
        let world = try World.here
        try await refused(tampering, in: world, as: world.serviceDatabase)
    }

    @Test(
        "Not even the owner can",
        arguments: Tampering.money + Tampering.state + Tampering.givenBack + Tampering.wallet + Tampering.history)
    func asOwner(tampering: Tampering) async throws {
        let world = try World.here
        try await refused(tampering, in: world, as: world.ownerDatabase)
    }

    @Test("Refunds of one transaction within a batch, and then of another one, are noted to the cent")
    func refundsInOneBatch() async throws {
        let world = try World.here
        let client = try await Client(world)
        let wallet = try await client.makeGuest("refunded", with: "100.00 ZAR")
        let spend = WalletSpend(wallet: .id(wallet), money: try money("30.00 ZAR"), destination: .revenue)
        let spent = try #require(try await client.call(spend).transaction)
        let refunds = try ["5.00 ZAR", "7.00 ZAR", "1.00 ZAR"].map {
            (id: String?.none, command: TransactionRefund(transaction: spent, money: try money($0), reason: "test"))
        }
        let batch = try await client.call(Request(batch: refunds))
        #expect(batch.outcomes.count == 3 && batch.outcomes.allSatisfy { $0.isCommitted }, "\(batch.body.text)")
        let linked = try await client.call(Request(batch: refunds, isLinked: true))
        #expect(linked.outcomes.count == 3 && linked.outcomes.allSatisfy { $0.isCommitted }, "\(linked.body.text)")
        let noted = "SELECT refunded FROM transaction_states WHERE transaction_id = \(spent.number)"
        #expect(try await world.count(noted) == 2_600)
        #expect(try await world.audit().problems == [])
        await client.close()
    }

    private func refused(_ tampering: Tampering, in world: World, as role: PostgresConfiguration) async throws {
        let ledger = try await Self.ledger(world)
        let before = try await world.state()
        let connection = try await PostgresConnection.connect(role, logger: world.logger)
        try await connection.run(Statement(once: "BEGIN"))
        for (index, statement) in tampering.statements.enumerated() {
            let isLast = index == tampering.statements.count - 1
            do throws(PostgresError) {
                try await connection.run(Statement(once: ledger.text(statement)))
                #expect(!isLast, "the database let it happen: \(tampering.testDescription)")
            } catch {
                let isExpected = error.constraint == tampering.refusal || error.sqlState == tampering.refusal
                #expect(isLast && isExpected, "statement \(index): \(error) \(error.constraint ?? "")")
                if let state = tampering.sqlState { #expect(error.sqlState == state) }
            }
        }
        try await connection.rollback()
        await connection.close()
        #expect(try await world.state() == before)
        #expect(try await world.audit().problems == [])
    }

    /// The same for all tests of the suite.
    private static func ledger(_ world: World) async throws -> GuardedLedger {
        try await shared.value(world)
    }

    private static let shared = SharedLedger()

    /// Makes the ledger once.
    private actor SharedLedger {
        private var ledger: GuardedLedger?

        func value(_ world: World) async throws -> GuardedLedger {
            if let ledger { return ledger }
            let client = try await Client(world)
            let made = try await GuardedLedger(client, "guarded")
            await client.close()
            ledger = made
            return made
        }
    }
}
