import Metrics
import ServiceKit

/// What the queries' part counts.
public struct QueryMetrics: Sendable {
    /// Why a query was not answered at all.
    enum Drop: String, CaseIterable {
        /// It names nowhere to answer, or an address that is not allowed.
        case noReplyTo = "no_reply_to"
        /// Its caller has stopped waiting.
        case expired
        /// The queue of its caller refused the answer.
        case refused
    }

    let answered = Counter(label: "kauri_queries", dimensions: [("status", "ok")])
    let rejected = Counter(label: "kauri_queries", dimensions: [("status", "rejected")])
    let unavailable = Counter(label: "kauri_queries", dimensions: [("status", "unavailable")])
    let time = Timer(label: "kauri_query")
    private let drops = Dictionary(
        uniqueKeysWithValues: Drop.allCases.map {
            ($0, Counter(label: "kauri_queries_dropped", dimensions: [("reason", $0.rawValue)]))
        })

    func dropped(_ reason: Drop) { drops[reason]?.increment() }

    /// What each of them means, for `/metrics` and the documentation.
    public static let all: [MetricDescription] = [
        MetricDescription("kauri_queries", .counter, "Queries answered, by what became of them"),
        MetricDescription("kauri_queries_dropped", .counter, "Queries that nobody was answered about, by the reason"),
        MetricDescription("kauri_query", .timer, "Time to answer a query, from its arrival here"),
    ]
}
