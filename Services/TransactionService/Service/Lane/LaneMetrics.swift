import Ledger
import Metrics
import ServiceKit

/// What the lanes count.
public struct LaneMetrics: Sendable {
    let committed = Counter(label: "kauri_commands", dimensions: [("status", "committed")])
    let refused = Counter(label: "kauri_commands", dimensions: [("status", "refused")])
    let rejected = Counter(label: "kauri_commands", dimensions: [("status", "rejected")])
    let replayed = Counter(label: "kauri_commands", dimensions: [("status", "replayed")])
    let deadLettered = Counter(label: "kauri_dead_letters")
    let eventsPublished = Counter(label: "kauri_events_published")
    let eventsRefused = Counter(label: "kauri_events_refused")
    let repliesRefused = Counter(label: "kauri_replies_refused")
    let retries = Counter(label: "kauri_batch_retries")
    let batch = Recorder(label: "kauri_batch_commands", aggregate: true)
    let load = Timer(label: "kauri_batch_load")
    let decide = Timer(label: "kauri_batch_decide")
    let commit = Timer(label: "kauri_batch_commit")

    /// What each of them means, for `/metrics` and the documentation.
    public static let all = lanes + BankKeyRotation.metrics + MembershipMetrics.all + BalanceWatch.metrics

    private static let lanes: [MetricDescription] = [
        MetricDescription("kauri_commands", .counter, "Commands answered, by what became of them"),
        MetricDescription("kauri_dead_letters", .counter, "Messages given up, with the reason in their headers"),
        MetricDescription("kauri_events_published", .counter, "Ledger events that the broker has confirmed"),
        MetricDescription("kauri_events_refused", .counter, "Ledger events that the broker did not confirm at once"),
        MetricDescription("kauri_replies_refused", .counter, "Replies that their queue refused"),
        MetricDescription("kauri_batch_retries", .counter, "Batches that were loaded and decided again"),
        MetricDescription("kauri_batch_commands", .histogram, "Commands committed together"),
        MetricDescription("kauri_batch_load", .timer, "Time to lock and read what a batch needs"),
        MetricDescription("kauri_batch_decide", .timer, "Time to decide a batch"),
        MetricDescription("kauri_batch_commit", .timer, "Time to write and commit a batch"),
        MetricDescription("kauri_holds_swept", .counter, "Expired holds for which the sweeper has sent a command"),
        MetricDescription(
            "kauri_holds_warned", .counter, "Holds near their end for which the sweeper has sent a command"),
        MetricDescription(
            "kauri_jobs_swept", .counter, "Jobs past their time for which the sweeper has sent a command"),
        MetricDescription("kauri_payouts_swept", .counter, "Due payouts for which the sweeper has sent a command"),
        MetricDescription("kauri_outbox_relayed", .counter, "Events announced for an instance that no longer lives"),
    ]

    func count(_ outcomes: [Outcome]) {
        var counts = (committed: 0, refused: 0, rejected: 0, replayed: 0)
        for outcome in outcomes {
            switch outcome.status {
            case .committed: counts.committed += 1
            case .refused: counts.refused += 1
            case .rejected: counts.rejected += 1
            case .replayed: counts.replayed += 1
            }
        }
        if counts.committed > 0 { committed.increment(by: counts.committed) }
        if counts.refused > 0 { refused.increment(by: counts.refused) }
        if counts.rejected > 0 { rejected.increment(by: counts.rejected) }
        if counts.replayed > 0 { replayed.increment(by: counts.replayed) }
    }
}
