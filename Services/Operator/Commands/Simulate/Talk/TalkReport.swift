import BookingDay
import Contracts

/// What became of a day's conversations and notifications: what was sent against what has arrived and what is in the history.
struct TalkReport: Encodable {
    struct Sent: Encodable {
        let websocket: Int
        let broker: Int
    }

    struct Notifications: Encodable {
        /// Those that follow from the commands of this run.
        let expected: Int
        /// Of these, how many have not come.
        let missing: Int
        /// All that have come, also for commands of earlier runs.
        let received: Int
        let byKind: [String: Int]
    }

    let people: Int
    let conversations: Int
    /// Of these, how many were made for a booking; the others are of guest and host alone.
    let made: Int
    let messages: Int
    let sent: Sent
    /// Messages that have come to their receiver as they were sent.
    let received: Int
    /// Messages that are in the history, once and as they were sent.
    let persisted: Int
    let notifications: Notifications
    let seconds: Double
    /// What is wrong; empty when everything agrees.
    let problems: [String]

    /// - Parameters:
    ///   - arrivals: what has come to each person.
    ///   - stored: the history's bodies, by the sender's id.
    ///   - expected: whom the service had to tell of the ledger.
    init(
        _ talks: [BookingTalk], people: Int, arrivals: [PartyID: TalkPerson.Arrivals], stored: [String: [String]],
        expected: [DayNotice], seconds: Double
    ) {
        let lines = talks.flatMap(\.lines)
        let told = arrivals.values.reduce(into: Set<DayNotice>()) { $0.formUnion($1.notices) }
        let wanted = Set(expected)
        let broker = lines.count(where: \.isFromApplication)
        self.people = people
        self.seconds = seconds
        conversations = talks.count
        made = talks.count { $0.group != nil }
        messages = lines.count
        sent = Sent(websocket: lines.count - broker, broker: broker)
        received = lines.count { arrivals[$0.receiver]?.bodies[$0.id] == $0.body }
        persisted = lines.count { stored[$0.id] == [$0.body] }
        notifications = Notifications(
            expected: wanted.count, missing: wanted.subtracting(told).count, received: told.count,
            byKind: told.reduce(into: [:]) { $0[$1.kind, default: 0] += 1 })
        var problems: [String] = []
        if received != messages { problems.append("\(messages - received) messages have not come to their receivers") }
        if persisted != messages {
            problems.append("\(messages - persisted) messages are not in the history once and as they were sent")
        }
        if notifications.missing > 0 {
            problems.append("\(notifications.missing) notifications have not come to whom they are for")
        }
        self.problems = problems
    }

    /// The result for a person.
    var text: String {
        var table = Table([("notifications", .left), ("received", .right)])
        for (kind, count) in notifications.byKind.sorted(by: { $0.key < $1.key }) {
            table.add([kind.replacing("_", with: " "), Terminal.grouped(count)])
        }
        let line = """
              messages  \(Terminal.grouped(messages)) in \(Terminal.grouped(conversations)) conversations of \
            \(Terminal.grouped(people)) people: \(Terminal.grouped(sent.websocket)) over WebSockets, \
            \(Terminal.grouped(sent.broker)) by the booking application over the broker
                        \(Terminal.grouped(received)) received, \(Terminal.grouped(persisted)) in the history, \
            \(Terminal.fixed(seconds, 1)) s
            """
        return table.isEmpty ? line : "\(line)\n\n\(table.text)"
    }
}
