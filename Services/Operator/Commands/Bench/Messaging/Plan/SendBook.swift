/// What has come of sending.
struct SendBook: Sendable {
    /// Messages that were handed to their door.
    var sent = 0
    /// Messages of which the service says that the broker has them.
    var accepted = 0
    /// Not accepted, by error code.
    var refused: [String: Int] = [:]
    /// Records that the service has left out for a slow client.
    var gaps = 0
    /// Connections that ended during the run, by how.
    var lost: [String: Int] = [:]
    /// From when a message was due to when it was sent: what the bench itself adds.
    var lag = Latencies()
    /// From when a message was due to its acceptance.
    var acceptance = Latencies()

    /// All that were refused.
    var refusals: Int { refused.values.reduce(0, +) }

    /// Counts refusals.
    mutating func refuse(_ code: String, _ count: Int = 1) { refused[code, default: 0] += count }

    /// Adds what another event loop has counted.
    mutating func add(_ other: SendBook) {
        sent += other.sent
        accepted += other.accepted
        refused.merge(other.refused) { $0 + $1 }
        gaps += other.gaps
        lost.merge(other.lost) { $0 + $1 }
        lag.add(other.lag)
        acceptance.add(other.acceptance)
    }
}
