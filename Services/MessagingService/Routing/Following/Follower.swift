import Contracts

/// Follows the log: whatever is announced, lost, doubled or out of order, its records come out once each, in order, without a gap.
public struct Follower: Sendable {
    /// How it follows.
    public struct Settings: Hashable, Sendable {
        /// How long a missing record may still come by itself before it is asked for, in microseconds. Lanes announce side by side.
        public var patience: Int64
        /// After how long without an answer it asks again, in microseconds.
        public var answerTimeout: Int64
        /// How many records that came too early are kept; beyond them they are asked for.
        public var mostEarly: Int

        /// Makes settings; without arguments 30 ms, 2 s and 5,000 records.
        public init(patience: Int64 = 30_000, answerTimeout: Int64 = 2_000_000, mostEarly: Int = 5_000) {
            self.patience = patience
            self.answerTimeout = answerTimeout
            self.mostEarly = mostEarly
        }
    }

    private let settings: Settings
    /// Everything up to here has come out.
    public private(set) var position: Position
    /// The furthest that it has heard of.
    public private(set) var head: Position
    private var early: [Position: LogRecord] = [:]
    private var missingSince: Timestamp?
    private var askedAt: Timestamp?

    /// Starts after a position: the log's head as a query has just told it.
    public init(at position: Position, settings: Settings = Settings()) {
        self.settings = settings
        self.position = position
        head = position
    }

    /// How far behind the log it is.
    public var lag: Int64 { head.number - position.number }

    /// Takes an announcement.
    ///
    /// - Returns: the records that follow on what has come out, in order.
    public mutating func receive(_ batch: CommittedBatch, at now: Timestamp) -> [LogRecord] {
        take(batch.records, head: batch.head, at: now)
    }

    /// Takes an answer of `log.read`.
    ///
    /// - Returns: as of ``receive(_:at:)``.
    public mutating func receive(answer records: [LogRecord], head: Position, at now: Timestamp) -> [LogRecord] {
        askedAt = nil
        let came = take(records, head: head, at: now)
        if position < self.head {
            // There is more to ask for, and it has been waited for long enough; an empty answer is no reason to hurry.
            missingSince = came.isEmpty ? now : Timestamp(microseconds: .min)
        }
        return came
    }

    /// The question was not answered; it is asked again after a while.
    public mutating func questionFailed(at now: Timestamp) {
        askedAt = nil
        if missingSince != nil { missingSince = now }
    }

    /// After which position `log.read` is to be asked now; nil where nothing is missing, or there is still hope. Once said, it is under way.
    public mutating func question(at now: Timestamp) -> Position? {
        guard let missingSince, now >= missingSince.adding(microseconds: settings.patience) else { return nil }
        if let askedAt, now < askedAt.adding(microseconds: settings.answerTimeout) { return nil }
        askedAt = now
        return position
    }

    private mutating func take(_ records: [LogRecord], head newHead: Position, at now: Timestamp) -> [LogRecord] {
        let before = position
        var came: [LogRecord] = []
        for record in records where record.position > position {
            head = max(head, record.position)
            if record.position == position.next {
                came.append(record)
                position = record.position
            } else if early.count < settings.mostEarly || early[record.position] != nil {
                early[record.position] = record
            }
        }
        while let record = early.removeValue(forKey: position.next) {
            came.append(record)
            position = record.position
        }
        if position > before, !early.isEmpty { early = early.filter { $0.key > position } }
        head = max(head, newHead)
        if position >= head {
            missingSince = nil
        } else if missingSince == nil || position > before {
            missingSince = now
        }
        return came
    }
}
