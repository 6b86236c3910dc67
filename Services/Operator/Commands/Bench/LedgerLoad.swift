import RabbitMQ

/// Sends transfers and takes the replies, in batches all the way: nothing here is done message by message across threads.
///
/// Closed loop: as many commands are under way as the window allows, and each answer makes room. Open loop: the n-th message is due
/// at a fixed time, and its latency counts from then even if it was sent later, so that a stall is not hidden by its own
/// back-pressure (no coordinated omission).
actor LedgerLoad {
    private let client: LedgerClient
    private let plan: LoadPlan
    private let runID: String
    private var writer: TransferWriter

    private(set) var count = ReplyCount()
    private(set) var latencies = Latencies()
    /// Replies that answered nothing, as after a redelivery.
    private(set) var repeatedReplies = 0
    /// Commands that the broker did not take.
    private(set) var notTaken = 0
    private(set) var sentCommands = 0

    /// When the messages without an answer were due.
    private var due: [UInt64: UInt64] = [:]
    private var nextMessage: UInt64 = 0
    private var startedAt: UInt64 = 0
    private var answeredAt: UInt64 = 0
    private var isSending = true
    private var failure: (any Error)?

    private static let messagesAtOnce = 500

    /// - Parameter runID: what message ids begin with; unique for each run.
    init(client: LedgerClient, plan: LoadPlan, writer: TransferWriter, runID: String) {
        self.client = client
        self.plan = plan
        self.writer = writer
        self.runID = runID
        due.reserveCapacity(2 * plan.window / plan.batch)
    }

    /// Seconds from the first command to the last answer.
    var seconds: Double { Double(max(answeredAt, startedAt + 1) - startedAt) / 1e9 }

    /// Sends for the plan's duration, then waits for the last answers.
    func run() async throws {
        startedAt = monotonicNanoseconds()
        answeredAt = startedAt
        let receiver = Task { await receive() }
        let pacer = Task { try await pace() }
        defer {
            receiver.cancel()
            pacer.cancel()
        }
        var progress = Progress("load", total: Int(plan.duration))
        if plan.rate == nil { fill() }
        while isSending || !due.isEmpty {
            try await Task.sleep(for: .milliseconds(10))
            if let failure { throw failure }
            let now = elapsed
            if now >= plan.duration { isSending = false }
            progress.show(Int(now), "s, \(Terminal.grouped(count.committed)) committed")
            try checkPatience()
        }
        progress.end("\(Terminal.grouped(count.committed)) committed in \(Terminal.fixed(seconds, 1)) s")
    }

    private var elapsed: Double { Double(monotonicNanoseconds() - startedAt) / 1e9 }

    private func checkPatience() throws {
        let limit = UInt64(LoadPlan.patience * 1e9)
        let now = monotonicNanoseconds()
        // Looking through all that wait is only worth it after a long silence.
        guard now - min(answeredAt, now) > limit, let oldest = due.values.min(), now - min(oldest, now) > limit else {
            return
        }
        throw OperatorFailure(
            .unavailable, "no reply for \(Int(LoadPlan.patience)) seconds; \(due.count) messages are unanswered",
            advice: "See the log of transaction-service.")
    }

    // MARK: Replies

    private func receive() async {
        do throws(BrokerError) {
            while true {
                let batch = try await client.replies.next(maximumCount: 2_000, maximumBytes: 64 << 20)
                take(batch)
                await client.replies.acknowledge(through: batch.lastTag, epoch: batch.epoch)
            }
        } catch {
            if error.code != .cancelled, error.code != .closed { failure = failure ?? error }
        }
    }

    private func take(_ batch: DeliveryBatch) {
        let now = monotonicNanoseconds()
        for delivery in batch.deliveries {
            guard let number = delivery.properties.correlationID.flatMap({ UInt64($0) }),
                let dueAt = due.removeValue(forKey: number)
            else {
                repeatedReplies += 1
                continue
            }
            let outcomes = count.take(delivery.body)
            latencies.record(nanoseconds: now - min(dueAt, now), count: outcomes)
        }
        answeredAt = now
        if plan.rate == nil { fill() }
    }

    // MARK: Commands

    /// Closed loop: sends as many as there is room for.
    private func fill() {
        guard isSending else { return }
        let now = monotonicNanoseconds()
        let room = max(plan.window / plan.batch, 1) - due.count
        if room > 0 { send(room) { _ in now } }
    }

    /// Open loop: sends what is due, a thousand times a second or as often as something is due.
    private func pace() async throws {
        guard let rate = plan.rate else { return }
        let interval = 1e9 * Double(plan.batch) / Double(rate)
        let pause = Duration.nanoseconds(Int64(max(interval, 1_000_000)))
        let room = max(plan.window / plan.batch, 1)
        var deadline = ContinuousClock.now
        while isSending {
            let passed = Double(monotonicNanoseconds() - startedAt)
            let wanted = Int(min(passed, plan.duration * 1e9) / interval) + 1 - Int(nextMessage)
            let begin = startedAt
            if wanted > 0, room > due.count {
                send(min(wanted, room - due.count)) { begin + UInt64(Double($0) * interval) }
            }
            deadline = max(deadline.advanced(by: pause), .now)
            try await Task.sleep(until: deadline, tolerance: .zero)
        }
    }

    private func send(_ wanted: Int, dueAt: (UInt64) -> UInt64) {
        var left = wanted
        while left > 0 {
            let messages = (0..<min(left, Self.messagesAtOnce)).map { _ in
                let number = nextMessage
                nextMessage += 1
                due[number] = dueAt(number)
                let (key, body) = writer.next()
                let text = String(number)
                return client.message(
                    type: writer.type, id: "\(runID)-\(text)", correlation: text, key: key, body: body)
            }
            left -= messages.count
            sentCommands += messages.count * plan.batch
            Task { await publish(messages) }
        }
    }

    private func publish(_ messages: [OutgoingMessage]) async {
        do throws(BrokerError) {
            for (outcome, message) in zip(try await client.publisher.publish(messages), messages)
            where !outcome.isConfirmed {
                // It will not be answered; its place is free again.
                notTaken += plan.batch
                if let number = message.properties.correlationID.flatMap({ UInt64($0) }) { due[number] = nil }
            }
        } catch {
            if error.code != .closed, error.code != .cancelled { failure = failure ?? error }
        }
    }
}
