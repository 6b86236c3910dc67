import MessageRules
import Metrics
import ServiceKit

/// What the commands' part counts.
public struct MessageCommandMetrics: Sendable {
    let committed = Counter(label: "kauri_message_commands", dimensions: [("status", "committed")])
    let refused = Counter(label: "kauri_message_commands", dimensions: [("status", "refused")])
    let rejected = Counter(label: "kauri_message_commands", dimensions: [("status", "rejected")])
    let replayed = Counter(label: "kauri_message_commands", dimensions: [("status", "replayed")])
    let repliesRefused = Counter(label: "kauri_message_replies_refused")
    let retries = Counter(label: "kauri_message_command_retries")
    let commit = Timer(label: "kauri_message_command_commit")

    /// What each of them means, for `/metrics` and the documentation.
    public static let all: [MetricDescription] = [
        MetricDescription(
            "kauri_message_commands", .counter,
            "Commands about conversations and settings answered, by what became of them"),
        MetricDescription(
            "kauri_message_replies_refused", .counter,
            "Replies to commands about conversations and settings that their queue refused"),
        MetricDescription(
            "kauri_message_command_retries", .counter,
            "Groups of commands about conversations and settings that were decided again"),
        MetricDescription(
            "kauri_message_command_commit", .timer,
            "Time to load, decide and commit a group of commands about conversations and settings"),
    ]

    func count(_ outcomes: [MessageOutcome]) {
        for outcome in outcomes {
            switch outcome.status {
            case .committed: committed.increment()
            case .refused: refused.increment()
            case .rejected: rejected.increment()
            case .replayed: replayed.increment()
            }
        }
    }
}
