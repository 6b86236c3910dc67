import BookingDay
import Contracts
import RabbitMQ

/// Carries a day's commands to the broker and its replies back.
///
/// A command without a reply is sent again under the same id until it is answered, or until nothing at all has been answered for
/// ``patience``.
actor DayRun {
    /// How many commands may wait for an answer.
    private static let window = 4_000
    private static let resendAfter: UInt64 = 15_000_000_000
    private static let patience: UInt64 = 90_000_000_000

    private(set) var day: BookingDay
    private(set) var latencies = Latencies()
    /// Events that must come: one for each command that was answered for the first time.
    private(set) var freshEvents: Set<Int64> = []
    /// Events of commands that had been carried out before.
    private(set) var earlierEvents: Set<Int64> = []
    /// What the listeners must be told: of commands that were answered for the first time.
    private(set) var notices: [DayNotice] = []
    private(set) var resent = 0

    private let source: any BookingSource
    private let client: LedgerClient
    private let rate: Int?
    private let listeners: Set<String>
    private var buffer: ArraySlice<Booking> = []
    private var isExhausted = false
    private var isFilling = false
    private var begun = 0
    private var sent = 0
    private var sentAt: [String: (first: UInt64, last: UInt64)] = [:]
    private var startedAt: UInt64 = 0
    private var answeredAt: UInt64 = 0
    private var failure: (any Error)?

    /// - Parameters:
    ///   - rate: bookings are begun so that this many commands a second are not exceeded; nil for as fast as it goes.
    ///   - listeners: of whose notifications account is kept.
    init(
        day: BookingDay, source: any BookingSource, client: LedgerClient, rate: Int?, listeners: Set<String>
    ) {
        self.day = day
        self.source = source
        self.client = client
        self.rate = rate
        self.listeners = listeners
    }

    /// Seconds from the first command to the last answer.
    var seconds: Double { Double(answeredAt - startedAt) / 1e9 }

    /// Runs the day to its end.
    func run() async throws {
        startedAt = monotonicNanoseconds()
        answeredAt = startedAt
        var progress = Progress("bookings", total: await source.count)
        let receiver = Task { try await receive() }
        defer { receiver.cancel() }
        do {
            while !isDone {
                if let failure { throw failure }
                try await fill()
                try resendLate()
                progress.show(
                    begun - day.activeBookings, "\(Terminal.grouped(day.unanswered.count)) commands under way")
                try await Task.sleep(for: .milliseconds(20))
            }
        } catch {
            progress.end("stopped after \(Terminal.grouped(begun))")
            throw error
        }
        progress.end("\(Terminal.grouped(begun)) done")
    }

    private var isDone: Bool {
        isExhausted && buffer.isEmpty && !isFilling && day.unanswered.isEmpty && day.activeBookings == 0
    }

    private func receive() async throws {
        do {
            while true {
                let batch = try await client.replies.next(maximumCount: 1_000, maximumBytes: 8 << 20)
                let now = monotonicNanoseconds()
                answeredAt = now
                var following: [DayCommand] = []
                for delivery in batch.deliveries {
                    guard let reply = DayReply(delivery.body) else {
                        throw OperatorFailure(
                            .wrong, "a reply cannot be read: \(delivery.properties.correlationID ?? "")")
                    }
                    note(reply, at: now)
                    following += day.take(reply)
                }
                send(following)
                await client.replies.acknowledge(through: batch.lastTag, epoch: batch.epoch)
                try await fill()
            }
        } catch let error as BrokerError where error.code == .cancelled || error.code == .closed {
            return
        } catch {
            failure = failure ?? error
        }
    }

    private func note(_ reply: DayReply, at now: UInt64) {
        if let times = sentAt.removeValue(forKey: reply.messageID) { latencies.record(nanoseconds: now - times.first) }
        guard reply.isCommitted, let event = reply.event else { return }
        guard !reply.isReplay else {
            earlierEvents.insert(event.number)
            return
        }
        freshEvents.insert(event.number)
        notices += reply.notices.filter { listeners.contains($0.person) }
    }

    /// Begins bookings as long as there is room for their commands. One caller at a time; another has nothing to do then.
    private func fill() async throws {
        guard !isFilling else { return }
        isFilling = true
        defer { isFilling = false }
        while day.unanswered.count < Self.window, day.activeBookings < Self.window, mayBegin {
            if buffer.isEmpty {
                guard !isExhausted, let more = try await source.next() else {
                    isExhausted = true
                    return
                }
                buffer = more[...]
            }
            var commands: [DayCommand] = []
            while commands.count < 500, day.unanswered.count < Self.window, mayBegin, let booking = buffer.popFirst() {
                begun += 1
                commands += day.begin(booking)
            }
            send(commands)
        }
    }

    private var mayBegin: Bool {
        guard let rate else { return true }
        return Double(sent) < Double(rate) * Double(monotonicNanoseconds() - startedAt) / 1e9
    }

    private func send(_ commands: [DayCommand], again: Bool = false) {
        guard !commands.isEmpty else { return }
        let now = monotonicNanoseconds()
        for command in commands { sentAt[command.messageID] = (sentAt[command.messageID]?.first ?? now, now) }
        sent += commands.count
        if again { resent += commands.count }
        let messages = commands.map {
            client.message(
                type: $0.type, id: $0.messageID, correlation: $0.messageID, key: $0.orderingKey, body: $0.body)
        }
        Task { await publish(messages) }
    }

    private func publish(_ messages: [OutgoingMessage]) async {
        do throws(BrokerError) {
            // What was not confirmed gets no answer, and is then sent again.
            let outcomes = try await client.publisher.publish(messages)
            if case .returned(_, let text)? = outcomes.first(where: { if case .returned = $0 { true } else { false } })
            {
                failure = failure ?? OperatorFailure(.unavailable, "no queue takes commands: \(text)")
            }
        } catch {
            if !error.isRetriable, error.code != .closed, error.code != .cancelled { failure = failure ?? error }
        }
    }

    private func resendLate() throws {
        let now = monotonicNanoseconds()
        guard !day.unanswered.isEmpty else { return }
        let lastSign = max(answeredAt, startedAt)
        guard now < lastSign + Self.patience else {
            throw OperatorFailure(
                .unavailable, "no reply for \(Self.patience / 1_000_000_000) seconds",
                advice:
                    "See the log of transaction-service, then run the same command again: it goes on where it stopped.")
        }
        // Looking through all of them is only worth it when answers have become rare.
        guard now > lastSign + Self.resendAfter / 3 else { return }
        let late = day.unanswered.values.filter { (sentAt[$0.messageID]?.last ?? 0) + Self.resendAfter < now }
        send(late, again: true)
    }
}
