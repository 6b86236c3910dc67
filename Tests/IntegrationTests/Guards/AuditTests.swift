import Postgres
import TestWorld
import Testing

/// The audit that other tests rely on sees what is wrong.
@Suite("Audit", .world(settings: .keepingBankAccounts), .serialized, .timeLimit(.minutes(1)))
struct AuditTests {
    /// What somebody breaks who is held back by nothing, and the rule of the audit that must find it.
    static let damages = [
        (
            "UPDATE requests SET transaction_id = NULL WHERE id = $open_job",
            "a movement of a workflow has no request, or several"
        ),
        (
            "UPDATE requests SET amount = amount + 1 WHERE id = $open_sale",
            "a request's movement is of another type, wallet or amount"
        ),
        (
            "UPDATE requests SET account_id = $wallet WHERE id = $open_withdrawal",
            "a request's movement is of another type, wallet or amount"
        ),
        (
            "UPDATE requests SET state = 'completed' WHERE id = $open_withdrawal",
            "a request's state does not agree with the movement that ended it"
        ),
        (
            "UPDATE requests SET state = 'failed' WHERE id = $closed_withdrawal",
            "a request's state does not agree with the movement that ended it"
        ),
        (
            "UPDATE requests SET settlement_id = NULL WHERE id = $closed_sale",
            "a request's state does not agree with the movement that ended it"
        ),
        (
            "DELETE FROM requests WHERE id = $open_withdrawal",
            "what is in transit is not the sum of the pending withdrawals"
        ),
        (
            "UPDATE accounts SET shortfall = 1 WHERE id = $wallet",
            "a limited account is below its limit by another amount than its shortfall"
        ),
        (
            "UPDATE accounts SET posted = -1, held = 0, shortfall = 1 WHERE id = $wallet",
            "an account is below its limit without a chargeback"
        ),
        ("UPDATE parties SET erased_at = now() WHERE id = 'audited'", "something is left of an erased party"),
        (
            "UPDATE parties SET erased_at = now() WHERE id = 'audited'",
            "a wallet was not empty when its owner was erased"
        ),
    ]

    @Test("Every kind of damage is found")
    func found() async throws {
        let world = try World.here
        let client = try await Client(world)
        let ledger = try await GuardedLedger(client, "audited")
        #expect(try await world.audit().problems == [])
        try await world.withOwner { owner in
            for (damage, rule) in Self.damages {
                for statement in ["BEGIN", "ALTER TABLE requests DISABLE TRIGGER USER", ledger.text(damage)] {
                    try await owner.run(Statement(once: statement))
                }
                let problems = try await LedgerAudit(owner).problems
                #expect(problems.contains { $0.hasPrefix(rule) }, "\(damage): \(problems)")
                try await owner.rollback()
            }
        }
        await client.close()
    }
}
