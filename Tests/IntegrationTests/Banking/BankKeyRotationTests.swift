import Contracts
import Foundation
import Postgres
import ServiceKit
import TestWorld
import Testing

@testable import TransactionService

@Suite("Bank account numbers under several keys", .serialized, .world(services: 0))
struct BankKeyRotationTests {
    @Test("All numbers of older keys are sealed anew with the current one, page by page, and say what they said")
    func all() async throws {
        try await withNumbers("all", [("old", 450), ("older", 3), ("new", 5)]) { numbers in
            let before = try await numbers.stored()
            try await numbers.rotate("new", "old", "older")
            let after = try await numbers.stored()
            #expect(after.count == 458)
            #expect(after.allSatisfy { $0.sealed.key == "new" })
            #expect(try after.map(numbers.opened) == before.map(numbers.opened))
            // Those that were under the current key already are left alone.
            #expect(after.filter { before.contains($0) }.count == 5)
            try await numbers.rotate("new", "old", "older")
            #expect(try await numbers.stored() == after)
            #expect(try await numbers.count("number_key IS NULL AND number_sealed IS NULL") == 1)
        }
    }

    @Test("A row that is in use is not waited for, and has its turn the next time")
    func locked() async throws {
        try await withNumbers("locked", [("old", 3)]) { numbers in
            let row = try #require(try await numbers.stored().dropFirst().first)
            let user = try await PostgresConnection.connect(numbers.world.serviceDatabase, logger: numbers.world.logger)
            try await user.run(.begin)
            try await user.run(
                Statement("SELECT id FROM bank_accounts WHERE id = $1::bigint FOR UPDATE", [.int64(row.id.number)]))
            try await numbers.rotate("new", "old")
            #expect(try await numbers.stored().map(\.sealed.key) == ["new", "old", "new"])
            try await user.rollback()
            await user.close()
            try await numbers.rotate("new", "old")
            #expect(try await numbers.stored().allSatisfy { $0.sealed.key == "new" })
        }
    }

    @Test("Two instances share the work")
    func together() async throws {
        try await withNumbers("together", [("old", 700)]) { numbers in
            async let one: Void = numbers.rotate("new", "old")
            async let other: Void = numbers.rotate("new", "old")
            _ = try await (one, other)
            let after = try await numbers.stored()
            #expect(after.count == 700)
            for row in after {
                #expect(row.sealed.key == "new")
                #expect(try numbers.opened(row) == Numbers.digits(row.id))
            }
        }
    }

    @Test("A number that cannot be opened is told and left as it is; all others are sealed anew")
    func damaged() async throws {
        try await withNumbers("damaged", [("old", 5)]) { numbers in
            let row = try #require(try await numbers.stored().dropFirst(2).first)
            try await numbers.world.withOwner { owner in
                try await owner.run(
                    Statement(
                        "UPDATE bank_accounts SET number_sealed = set_byte(number_sealed, 20, 7) WHERE id = $1::bigint",
                        [.int64(row.id.number)]))
            }
            let before = try await numbers.stored()[2]
            await #expect(throws: BankRotationError(count: 1, first: row.id)) { try await numbers.rotate("new", "old") }
            let after = try await numbers.stored()
            #expect(after.map(\.sealed.key) == ["new", "new", "old", "new", "new"])
            #expect(after[2] == before)
        }
    }

    @Test("A service whose keys cannot open everything does not start, and says which key it lacks")
    func check() async throws {
        try await withNumbers("check", [("k1", 2), ("k2", 2), ("k3", 1)]) { numbers in
            try await numbers.check(["k3", "k2", "k1"])
            try await numbers.check(["k0", "k1", "k2", "k3", "k4"])
            for (keys, missing) in [
                (["k2", "k1"], "\"k3\""), (["k2"], "\"k1\", \"k3\""), (["k4"], "\"k1\", \"k2\", \"k3\""),
                ([], "\"k1\", \"k2\", \"k3\""),
            ] {
                let expected = ServiceFailure.wrongConfiguration(
                    "KAURI_BANK_KEYS lacks \(missing), under which bank account numbers are stored")
                await #expect(throws: expected) { try await numbers.check(keys) }
            }
        }
        try await withNumbers("none", []) { numbers in try await numbers.check([]) }
    }

    /// The tests of the suite share one database, so each takes the numbers away that it brought.
    private func withNumbers(
        _ name: String, _ groups: [(key: String, count: Int)], _ body: (Numbers) async throws -> Void
    ) async throws {
        let numbers = Numbers(world: try World.here, party: try party("host-\(name)"))
        try await numbers.clear()
        try await numbers.insert(groups)
        try await body(numbers)
        try await numbers.clear()
    }
}

/// Rows that stand for bank accounts which were added under some keys.
private struct Numbers: Sendable {
    let world: World
    let party: PartyID

    struct Stored: Hashable {
        let id: BankAccountID
        let sealed: SealedNumber
    }

    static func digits(_ id: BankAccountID) -> String { "62\(id.number)" }

    /// A ring of keys that follow from their ids.
    static func ring(_ ids: [String]) throws -> BankKeyRing {
        let items = ids.map { id in
            "\(id):\(Data(repeating: id.utf8.reduce(17) { $0 &* 31 &+ $1 }, count: 32).base64EncodedString())"
        }
        return try BankKeyRing(Secret(items.joined(separator: ",")))
    }

    /// So many numbers under each key, in this order, and one bank account that has been removed.
    func insert(_ groups: [(key: String, count: Int)]) async throws {
        var rows: [Stored] = []
        for (key, count) in groups {
            let ring = try Self.ring([key])
            for _ in 0..<count {
                let id = BankAccountID(number: 50_000_001 + Int64(rows.count))
                rows.append(Stored(id: id, sealed: try ring.seal(Self.digits(id), bankAccount: id, party: party)))
            }
        }
        try await world.withOwner { owner in
            try await owner.run([
                .begin,
                Statement(
                    """
                    INSERT INTO parties (id, party_type, name, kyc_level, registered_at)
                    VALUES ($1::text, 'host', 'Host', 0, clock_timestamp()) ON CONFLICT DO NOTHING
                    """, [.text(party.text)]),
                Statement(
                    """
                    INSERT INTO bank_accounts (id, party_id, unit, country, format, masked, holder, number_key,
                        number_sealed, is_primary, state, added_at)
                    SELECT id, $1::text, 710, 'ZA', 'local', '••••', 'Host', key, sealed, false, 'active', clock_timestamp()
                    FROM unnest($2::bigint[], $3::text[], $4::bytea[]) AS new (id, key, sealed)
                    """,
                    [
                        .text(party.text), .int64Array(rows.map(\.id.number)), .textArray(rows.map(\.sealed.key)),
                        .byteaArray(rows.map(\.sealed.bytes)),
                    ]),
                Statement(
                    """
                    INSERT INTO bank_accounts (id, party_id, unit, country, format, masked, is_primary, state, added_at,
                        removed_at)
                    VALUES (50000000, $1::text, 710, 'ZA', 'local', '••••', false, 'removed', clock_timestamp(),
                        clock_timestamp())
                    """, [.text(party.text)]),
                .commit,
            ])
        }
    }

    func clear() async throws {
        try await world.withOwner { owner in
            try await owner.run(Statement("DELETE FROM bank_accounts WHERE id BETWEEN 50000000 AND 59999999"))
        }
    }

    func stored() async throws -> [Stored] {
        try await world.withOwner { owner in
            try await owner.run(
                Statement(
                    "SELECT id, number_key, number_sealed FROM bank_accounts WHERE number_key IS NOT NULL ORDER BY id")
            ).map { row in
                Stored(
                    id: BankAccountID(number: try row.int64(0)),
                    sealed: SealedNumber(key: try row.text(1), bytes: try row.bytes(2)))
            }
        }
    }

    func count(_ condition: String) async throws -> Int64 {
        try await world.withOwner { owner in
            try await owner.run(Statement(once: "SELECT count(*) FROM bank_accounts WHERE \(condition)"))[0].int64(0)
        }
    }

    /// Opens with the row's own key alone, whichever keys a rotation had.
    func opened(_ row: Stored) throws -> String {
        try Self.ring([row.sealed.key]).open(row.sealed, bankAccount: row.id, party: party)
    }

    func rotate(_ keys: String...) async throws {
        let ring = try Self.ring(keys)
        try await withPool { pool in
            try await BankKeyRotation(pool: pool, keys: ring, logger: world.logger).run()
        }
    }

    func check(_ keys: [String]) async throws {
        let ring = keys.isEmpty ? nil : try Self.ring(keys)
        try await withPool { pool in try await BankKeyCheck(pool: pool, keys: ring).run() }
    }

    /// As the role of the service, so that its privileges are proven too.
    private func withPool(_ body: (PostgresPool) async throws -> Void) async throws {
        let pool = PostgresPool(world.serviceDatabase, size: 2, logger: world.logger)
        do {
            try await body(pool)
        } catch {
            await pool.shutdown()
            throw error
        }
        await pool.shutdown()
    }
}
