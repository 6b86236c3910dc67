import Contracts
import Logging
import Metrics
import Postgres
import RabbitMQ
import ServiceKit

/// Offers notifications that no device has acknowledged in time to those who send push messages, e-mail and short messages.
///
/// Each is noted once, as the log is followed; claimed for a minute before it is published; and deleted when the broker has confirmed it. So one may
/// be offered twice after a crash, under the same message id, and none is lost.
struct OfflineOffers: Sendable {
    let pool: PostgresPool
    let publisher: BrokerPublisher
    /// How long a device may take.
    let patience: Duration
    let offered = Counter(label: "kauri_offline_offers")

    /// Notes what has become due, and offers it.
    func run() async throws {
        while try await note() == Self.length {}
        while try await offer() == Self.length {}
    }

    /// - Returns: how many notifications were looked at.
    private func note() async throws -> Int {
        try await pool.withTransaction { connection in
            guard let place = try await connection.run(Self.place).first?.int64(0) else { return 0 }
            let row = try await connection.run(
                Statement(
                    Self.note, [.int64(place), .int64(patience.components.seconds), .int64(Int64(Self.length))]))[0]
            guard let last = try row.optionalInt64(0) else { return 0 }
            try await connection.run(
                Statement("UPDATE messaging.progress SET position = $1 WHERE name = 'offline'", [.int64(last)]))
            return Int(try row.int64(1))
        }
    }

    /// - Returns: how many were claimed.
    private func offer() async throws -> Int {
        let claimed = try await pool.withConnection { connection in
            try await connection.run(Statement(Self.claim, [.int64(Int64(Self.length))])).map { try Offer($0) }
        }
        guard !claimed.isEmpty else { return 0 }
        var settled = claimed.filter { !$0.isWanted }.map(\.position)
        let waiting = claimed.filter { $0.isWanted && $0.rest != nil }
        let ready = claimed.filter { $0.isWanted && $0.rest == nil }
        let messages = ready.flatMap { offer in offer.channels.map { (offer, $0) } }
        let outcomes = try await publisher.publish(messages.map { $0.0.message(for: $0.1) })
        let unconfirmed = Set(zip(messages, outcomes).filter { !$1.isConfirmed }.map(\.0.0.position))
        let done = ready.map(\.position).filter { !unconfirmed.contains($0) }
        settled += done
        offered.increment(by: done.count)
        try await pool.withConnection { [settled] connection in
            try await connection.run([
                Statement("DELETE FROM messaging.offers WHERE position = ANY($1::bigint[])", [.int64Array(settled)]),
                Statement(
                    Self.postpone,
                    [
                        .int64Array(waiting.map(\.position)),
                        .int64Array(waiting.map { $0.rest?.components.seconds ?? 0 }),
                    ]),
            ])
        }
        return claimed.count
    }

    private static let length = 200

    private static let place = Statement(
        "SELECT position FROM messaging.progress WHERE name = 'offline' FOR UPDATE SKIP LOCKED")

    private static let note = """
        WITH seen AS MATERIALIZED (
            SELECT position, substr(stream, 3) AS person, stream FROM messaging.log
            WHERE position > $1 AND kind = 1 AND stored_at <= clock_timestamp() - $2 * interval '1 second'
            ORDER BY position LIMIT $3
        ), noted AS (
            INSERT INTO messaging.offers (position, person, due_at)
            SELECT position, person, clock_timestamp() FROM seen
            WHERE stream LIKE 'i:%' AND NOT EXISTS (
                SELECT FROM messaging.delivered WHERE delivered.person = seen.person AND delivered.position >= seen.position)
            ON CONFLICT (position) DO NOTHING
        )
        SELECT max(position), count(*) FROM seen
        """

    /// Those that a device has acknowledged meanwhile, or that are over, are claimed too: they are done with.
    private static let claim = """
        WITH due AS (
            SELECT position FROM messaging.offers WHERE due_at <= clock_timestamp()
            ORDER BY due_at, position LIMIT $1 FOR UPDATE SKIP LOCKED
        ), claimed AS (
            UPDATE messaging.offers SET due_at = clock_timestamp() + interval '1 minute' FROM due
            WHERE offers.position = due.position RETURNING offers.position, offers.person
        )
        SELECT claimed.position, claimed.person, clock_timestamp(),
            log.body IS NOT NULL AND (log.expires_at IS NULL OR log.expires_at > clock_timestamp())
                AND NOT EXISTS (SELECT FROM messaging.delivered
                    WHERE delivered.person = claimed.person AND delivered.position >= claimed.position)
                AND NOT EXISTS (SELECT FROM messaging.log AS gone
                    WHERE gone.message_id = log.message_id AND gone.record = 2 AND gone.number = 0 AND gone.sender = log.sender),
            settings.channels, settings.quiet_from, settings.quiet_to, settings.time_zone, settings.language,
            log.message_id, log.sender, log.priority, log.body, log.key_id, log.metadata, log.sent_at
        FROM claimed JOIN messaging.log AS log ON log.position = claimed.position
        LEFT JOIN messaging.settings ON settings.person = claimed.person
        ORDER BY claimed.position
        """

    private static let postpone = """
        UPDATE messaging.offers SET due_at = clock_timestamp() + later.seconds * interval '1 second'
        FROM unnest($1::bigint[], $2::bigint[]) AS later (position, seconds) WHERE offers.position = later.position
        """
}
