import Contracts
import Logging
import Metrics
import Postgres
import RabbitMQ

/// Announces what an instance committed and could not announce any more: takes outbox rows whose owner's lease has been fenced.
struct OutboxRelay: Sendable {
    let pool: PostgresPool
    let publisher: BrokerPublisher
    let form: EventForm
    let relayed = Counter(label: "kauri_outbox_relayed")
    let logger: Logger

    /// Announces rows of dead instances, in order, until none is left that may be taken.
    func relay(under lease: Lease) async throws {
        while try await relaySome(under: lease) {}
    }

    /// Deletes rows whose events the broker has confirmed while no later batch came by to do it.
    func clear(_ published: PublishedRows) async throws {
        let ids = await published.take()
        guard !ids.isEmpty else { return }
        do {
            try await pool.withConnection { connection in
                try await connection.run(OutboxStatements.delete(ids))
            }
        } catch {
            await published.putBack(ids)
            throw error
        }
    }

    /// One row's events in one transaction: nobody else announces them meanwhile, and a failure leaves the row.
    private func relaySome(under lease: Lease) async throws -> Bool {
        try await pool.withConnection { connection in
            try await connection.register(under: lease)
            return try await connection.withTransaction { try await relaySome($0, under: lease) }
        }
    }

    private func relaySome(_ connection: PostgresConnection, under lease: Lease) async throws -> Bool {
        // One relay at a time, or rows would be announced out of order.
        guard try await connection.run(Self.lock)[0].bool(0) else { return false }
        guard let row = try await connection.run(OutboxStatements.nextOfTheDead).first else { return false }
        let events = try OutboxStatements.events(try await connection.run(OutboxStatements.outcomes(row.int64Array(1))))
        let outcomes = try await publisher.publish(form.messages(of: events), sendingWhile: { lease.isValid })
        guard outcomes.allSatisfy(\.isConfirmed) else { throw RelayError.eventsRefused }
        try await connection.run(OutboxStatements.delete([row.int64(0)]))
        relayed.increment(by: events.count)
        logger.info("announced events of an instance that is gone", metadata: ["events": "\(events.count)"])
        return true
    }

    private static let lock = Statement("SELECT pg_try_advisory_xact_lock(hashtext('kauri.outbox.relay'))", [])
}

/// Why the relay stops for now.
enum RelayError: Error {
    /// The broker did not confirm an event; it is published again later, with the same id.
    case eventsRefused
}
