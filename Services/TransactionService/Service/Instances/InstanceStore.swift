import Postgres

/// The leases in the database.
struct InstanceStore: Sendable {
    /// For these statements alone, which must not wait behind anything else.
    let pool: PostgresPool

    /// Everybody in the table, as of a renewal.
    struct Members: Sendable, Hashable {
        /// Who shares the partitions; also one who is overdue, until it is fenced.
        var living: [Rendezvous.Member] = []
        /// Whose lease has run out, or who has ended and is not gone yet.
        var ending: [String] = []
    }

    /// Takes a lease.
    ///
    /// - Parameter former: an earlier lease of this process, which is then over.
    func join(_ lease: Lease, partitions: Int, after former: String?) async throws -> Members {
        try await pool.withConnection { connection in
            var statements = [InstanceStatements.join(lease, partitions: partitions), InstanceStatements.all(lease)]
            if let former { statements.insert(InstanceStatements.fence(former, always: true), at: 0) }
            return try Self.members(try await connection.run(statements)[statements.count - 1])
        }
    }

    /// Renews a lease.
    ///
    /// - Returns: everybody; nil where the lease has been fenced.
    func renew(_ lease: Lease) async throws -> Members? {
        try await pool.withConnection { connection in
            let results = try await connection.run([InstanceStatements.renew(lease), InstanceStatements.all(lease)])
            return results[0].isEmpty ? nil : try Self.members(results[1])
        }
    }

    /// Takes those of some partitions that nobody else has.
    ///
    /// - Returns: those that this lease has then, also from before.
    func claim(_ partitions: [Int], for lease: Lease) async throws -> [Int] {
        try await pool.withConnection { connection in
            try await connection.run(InstanceStatements.claim(partitions, for: lease.id)).map { Int(try $0.int32(0)) }
        }
    }

    /// Gives partitions back.
    func release(_ partitions: [Int], of lease: Lease) async throws {
        try await pool.withConnection { connection in
            try await connection.run(InstanceStatements.release(partitions, of: lease.id))
        }
    }

    /// Makes sure that nothing is committed under a lease any more.
    ///
    /// Several may do so at once. The locks that a frozen process holds go with its connections, and none of them is waited for.
    ///
    /// - Parameter always: also while it has not run out: of an instance's own.
    /// - Returns: whether it was this call that brought it to its end.
    /// - Throws: ``FencingError/backendsRemain`` when its connections do not end; the next call tries again.
    func fence(_ id: String, always: Bool = false) async throws -> Bool {
        try await pool.withConnection { connection in
            try await connection.run(InstanceStatements.fence(id, always: always))
            let deadline = ContinuousClock.now + .seconds(3)
            while try await !connection.run(InstanceStatements.terminate(id)).isEmpty {
                guard ContinuousClock.now < deadline else { throw FencingError.backendsRemain }
                try await Task.sleep(for: .milliseconds(10))
            }
            return try await !connection.run(InstanceStatements.silence(id)).isEmpty
        }
    }

    /// Forgets instances that have ended and have nothing left to announce.
    func bury() async throws {
        try await pool.withConnection { connection in try await connection.run(InstanceStatements.bury) }
    }

    private static func members(_ rows: QueryResult) throws -> Members {
        var members = Members()
        for row in rows {
            let (id, hasEnded, isOverdue) = (try row.text(0), try row.bool(2), try row.bool(3))
            if !hasEnded { members.living.append(.init(id: id, partitions: Int(try row.int32(1)))) }
            if hasEnded || isOverdue { members.ending.append(id) }
        }
        return members
    }
}

/// A connection as the server knows it. Process numbers are used again, so the start belongs to it.
struct Backend: Hashable, Sendable {
    let processID: Int32
    /// Microseconds since 1970.
    let startedAt: Int64
}

/// Why an instance's lease could not be fenced for now.
enum FencingError: Error {
    /// Connections of it are still there although they were told to end.
    case backendsRemain
}

extension PostgresConnection {
    /// Notes this connection as one to be ended with a lease. Whatever holds locks while it waits for this process does so on such a connection.
    ///
    /// - Throws: `StoreError.leaseGone` when the lease has been fenced.
    @discardableResult
    func register(under lease: Lease) async throws -> Backend {
        guard let row = try await run(InstanceStatements.register(lease.id)).first else { throw StoreError.leaseGone }
        return Backend(processID: try row.int32(0), startedAt: try row.timestamp(1))
    }

    /// Makes sure that another connection of the same user has ended, with whatever it had not committed.
    ///
    /// - Throws: ``FencingError/backendsRemain`` when it does not end.
    func end(_ backend: Backend) async throws {
        let deadline = ContinuousClock.now + .seconds(3)
        while try await !run(InstanceStatements.terminate(backend)).isEmpty {
            guard ContinuousClock.now < deadline else { throw FencingError.backendsRemain }
            try await Task.sleep(for: .milliseconds(10))
        }
    }
}
