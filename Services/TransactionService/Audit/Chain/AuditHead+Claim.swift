import Postgres

extension AuditHead {
    /// Takes a chain that nobody else adds to, for as long as the connection lives.
    ///
    /// The lock belongs to the database session: when that ends, however it ends, the chain is free, and its head is what was committed. So
    /// there are as many chains as there have ever been lanes at the same time, and no lane waits for another one's link.
    ///
    /// - Throws: `PostgresError`; ``AuditError/noChain`` where all are taken.
    public static func claim(on connection: PostgresConnection) async throws -> AuditHead {
        guard let row = try await connection.run(claimChain).first else { throw AuditError.noChain }
        let chain = try row.int32(0)
        // Read after the lock is held, in a statement of its own: what was read before could be old.
        guard let head = try await connection.run(readHead(of: chain)).first else { return AuditHead(empty: chain) }
        return AuditHead(chain: chain, sequence: try head.int64(0), hash: try head.bytes(1))
    }

    /// The first of two keys of the advisory locks on chains; the second one is the chain.
    static let lockClass: Int32 = 0x4155_4454

    private static let claimChain = Statement(
        """
        SELECT chain FROM generate_series(0, 9999) AS chain WHERE pg_try_advisory_lock(\(lockClass), chain) LIMIT 1
        """, [])

    private static func readHead(of chain: Int32) -> Statement {
        Statement(
            "SELECT sequence, hash FROM audit_links WHERE chain = $1::integer ORDER BY sequence DESC LIMIT 1",
            [.int32(chain)])
    }
}

/// Why no link can be added.
public enum AuditError: Error, Hashable {
    /// Ten thousand sessions hold chains.
    case noChain
}
