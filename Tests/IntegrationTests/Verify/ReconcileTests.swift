import Contracts
import Postgres
import TestWorld
import Testing

/// Stored balances that have drifted away are told, and brought back only when somebody says so and no further than they say.
@Suite(
    "Reconciliation", .world(settings: ["KAURI_RECONCILE_INTERVAL": "1s"]), .serialized, .timeLimit(.minutes(2)))
struct ReconcileTests {
    @Test("The service tells differences; small ones are corrected on request, with a record, and larger ones are left")
    func reconcile() async throws {
        let world = try World.here
        let client = try await Client(world)
        let small = try await client.makeGuest("drifted", with: "100.00 ZAR")
        let large = try await client.makeGuest("far", with: "100.00 ZAR")
        let service = try await world.service
        try await eventually("no account is compared") {
            try await service.metric("kauri_reconcile_accounts_total") ?? 0 > 0
        }
        try await eventually("nothing is told") { try await service.metric("kauri_reconcile_discrepancies") == 0 }
        try await world.drift(small, posted: 5)
        try await world.drift(large, posted: 1_000, held: 7)
        try await eventually("the differences are not told") {
            try await service.metric("kauri_reconcile_discrepancies") == 2
        }
        #expect(service.logText.contains(small.description), "the account is not named")

        let report = try await world.runTool(["reconcile", "--json"], isOwner: true)
        #expect(report.status == 1)
        let lines = try report.document().objects("lines")
        #expect(lines.map { $0.text("account") } == [small.description, large.description])
        #expect(lines.first?.text("stored_posted") == "100.05" && lines.first?.text("posted") == "100.00")
        #expect(lines.last?.text("stored_held") == "0.07" && lines.last?.text("held") == "0.00")
        #expect(try await world.count("SELECT posted FROM accounts WHERE id = \(small.number)") == 10_005)
        let one = try await world.runTool(["reconcile", "--wallet", "far", "--json"], isOwner: true)
        #expect(try one.document().objects("lines").map { $0.text("account") } == [large.description])
        let none = try await world.runTool(["reconcile", "--wallet", "cash:ZAR", "--report"], isOwner: true)
        #expect(none.status == 0, "\(none.output)")

        let version = try await world.count("SELECT version FROM accounts WHERE id = \(small.number)")
        let fixed = try await world.runTool(
            ["reconcile", "--fix", "--threshold", "0.05", "--reason", "test", "--json"], isOwner: true)
        #expect(fixed.status == 1, "one is left: \(fixed.output)")
        #expect(try fixed.document().objects("lines").map { $0.text("outcome") } == ["corrected", "too_large"])
        #expect(try await world.count("SELECT posted FROM accounts WHERE id = \(small.number)") == 10_000)
        #expect(try await world.count("SELECT version FROM accounts WHERE id = \(small.number)") == version + 1)
        #expect(try await world.count("SELECT posted FROM accounts WHERE id = \(large.number)") == 11_000)
        #expect(
            try await world.row("account_id, reason, stored_posted, posted", of: "balance_corrections")
                == "\(small.number) test 10005 10000")
        await #expect(throws: (any Error).self, "the record is append-only") {
            try await world.withOwner { try await $0.run(Statement(once: "DELETE FROM balance_corrections")) }
        }

        let rest = try await world.runTool(["reconcile", "--fix", "--threshold", "10"], isOwner: true)
        #expect(rest.status == 0, "\(rest.output)")
        try await eventually("the differences are told for ever") {
            try await service.metric("kauri_reconcile_discrepancies") == 0
        }
        // A correction is a change of the account, and the ledger goes on from it.
        try await client.deposit("1.00 ZAR", to: "drifted")
        let verified = try await world.runTool(["verify", "--json"])
        #expect(verified.status == 0, "\(verified.output)")
        await client.close()
    }

    @Test("Nothing is corrected without a threshold, or reported and corrected at once")
    func arguments() async throws {
        let world = try World.here
        for arguments in ["--fix", "--threshold 1", "--fix --report --threshold 1", "--fix --threshold=-1"].map({
            $0.split(separator: " ").map(String.init)
        }) {
            #expect(try await world.runTool(["reconcile"] + arguments).status == 64, "\(arguments)")
        }
    }
}

extension World {
    /// Changes an account's stored balance behind everybody's back.
    fileprivate nonisolated func drift(_ account: AccountID, posted: Int, held: Int = 0) async throws {
        try await stack.run(
            "psql", "-d", name, "-c",
            "UPDATE accounts SET posted = posted + \(posted), held = held + \(held) WHERE id = \(account.number)")
    }
}
