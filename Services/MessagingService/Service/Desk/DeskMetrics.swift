import Contracts
import MessageRouting
import Metrics
import ServiceKit

/// What the router counts.
public struct DeskMetrics: Sendable {
    private let accepted: [Counter] = MessagePriority.allCases.map {
        Counter(label: "kauri_messages_accepted", dimensions: [("priority", $0.rawValue)])
    }
    private let delay: [Timer] = MessagePriority.allCases.map {
        Timer(label: "kauri_messages_confirmed", dimensions: [("priority", $0.rawValue)])
    }
    private let refusals = Dictionary(
        uniqueKeysWithValues: ErrorCode.allCases.filter(\.refusesMessages).map {
            ($0, Counter(label: "kauri_sends_refused", dimensions: [("code", $0.rawValue)]))
        })
    private let sent = Counter(label: "kauri_frames_sent")
    private let delivered = Counter(label: "kauri_messages_delivered")
    let latencies = Latencies()

    func stored(_ record: PersistRecord, after time: Duration) {
        guard case .message(let message) = record else { return }
        accepted[Int(message.priority.rank)].increment()
        delay[Int(message.priority.rank)].record(duration: time)
        latencies.note(time, message.priority)
    }

    func refused(_ code: ErrorCode) {
        refusals[code]?.increment()
        latencies.noteRefusal()
    }

    func count(_ frames: [Frame]) {
        sent.increment(by: frames.count)
        let messages = frames.count { $0.kind == .message }
        if messages > 0 {
            delivered.increment(by: messages)
            latencies.noteDelivered(messages)
        }
    }

    /// What each of them means, for `/metrics` and the documentation.
    public static let all: [MetricDescription] = [
        MetricDescription("kauri_messages_accepted", .counter, "Messages that the broker has confirmed, by priority"),
        MetricDescription(
            "kauri_messages_confirmed", .timer,
            "Time from a message's arrival until the broker has confirmed it, by priority"),
        MetricDescription("kauri_sends_refused", .counter, "Messages that were refused, by the error's code"),
        MetricDescription("kauri_messages_delivered", .counter, "Messages handed to clients, each as often as it was"),
        MetricDescription("kauri_frames_sent", .counter, "Frames handed to clients"),
        MetricDescription("kauri_sockets_open", .gauge, "WebSockets that are open"),
        MetricDescription("kauri_sockets_ended", .counter, "WebSockets that the service has ended, by close code"),
        MetricDescription("kauri_notices", .counter, "Notifications of ledger events, by what became of them"),
        MetricDescription("kauri_inbound", .counter, "Messages from the broker, by what became of them"),
    ]
}

extension ErrorCode {
    /// Whether a message that could be read may be refused for it.
    fileprivate var refusesMessages: Bool {
        switch self {
        case .invalidField, .conversationNotFound, .notAMember: true
        default: [.authorisation, .idempotency, .delivery, .service].contains(stage)
        }
    }
}
