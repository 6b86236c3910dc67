import Contracts
import Postgres
import TestWorld
import Testing

/// What the database guarantees by itself, even if the service were wrong.
@Suite("Database guards", .world(), .serialized, .timeLimit(.minutes(2)))
struct GuardTests {
    @Test(
        "The service's role cannot",
        arguments: Tampering.money + Tampering.state + Tampering.history + Tampering.privileges)
    func asService(tampering: Tampering) async throws {
        let world = try World.here
        try await refused(tampering, in: world, as: world.serviceDatabase)
    }

    @Test("Not even the owner can", arguments: Tampering.money + Tampering.state + Tampering.history)
    func asOwner(tampering: Tampering) async throws {
        let world = try World.here
        try await refused(tampering, in: world, as: world.ownerDatabase)
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
