import Contracts
import MessageRouting

/// What waits to be handed to the broker: taken in batches, a few of them under way at once, and bounded.
struct PersistBuffer {
    /// The most batches that are under way at once: while full ones are confirmed the next full one is sent.
    static let mostInFlight = 4
    /// The least time between two batches that are not full, in microseconds. Each costs the broker and the database a commit of its own,
    /// whatever is in it, and nobody sees a message later for it: they are delivered before.
    static let interval: Int64 = 10_000

    struct Entry {
        let record: PersistRecord
        /// Who waits for it; nil for what nobody waits for.
        let waiter: Waiter?
        let bytes: Int
    }

    /// The most records that wait or are under way, and the most bytes of them.
    let mostRecords: Int
    let mostBytes: Int
    private var waiting: [Entry] = []
    private var head = 0
    private var inFlight: [UInt64: [Entry]] = [:]
    private var bytes = 0
    /// Of ``bytes``, those that are not under way.
    private var waitingBytes = 0
    private var records = 0
    private var lastNumber: UInt64 = 0
    private var lastTaken: Timestamp?

    init(mostRecords: Int = 50_000, mostBytes: Int = 64 << 20) {
        self.mostRecords = mostRecords
        self.mostBytes = mostBytes
    }

    /// How many records wait or are under way.
    var count: Int { records }

    /// Whether so many more would be too many.
    func hasRoom(for count: Int) -> Bool { records + count <= mostRecords && bytes < mostBytes }

    /// Whether there is room for markers: they never take the last half, which messages need more.
    var hasRoomForMarkers: Bool { records < mostRecords / 2 && bytes < mostBytes / 2 }

    mutating func append(_ record: PersistRecord, for waiter: Waiter?) {
        let entry = Entry(record: record, waiter: waiter, bytes: record.estimatedBytes)
        waiting.append(entry)
        bytes += entry.bytes
        waitingBytes += entry.bytes
        records += 1
    }

    /// The next batch; nil where nothing waits, or enough is under way.
    ///
    /// A batch that is not full goes only when none is under way, and ``interval`` after the one before: what comes meanwhile is the next (group
    /// commit), so batches grow with the load and their cost is shared.
    ///
    /// - Parameter now: nil where no time is to be lost.
    mutating func next(at now: Timestamp?) -> (number: UInt64, records: [PersistRecord])? {
        guard head < waiting.count, isFull ? inFlight.count < Self.mostInFlight : inFlight.isEmpty && isDue(at: now)
        else { return nil }
        lastTaken = now
        var end = head
        var size = 0
        while end < waiting.count, end - head < PersistBatch.longest {
            size += waiting[end].bytes
            if end > head, size > PersistBatch.maximumBytes { break }
            end += 1
        }
        let entries = Array(waiting[head..<end])
        waitingBytes -= entries.reduce(0) { $0 + $1.bytes }
        head = end
        if head == waiting.count {
            waiting.removeAll(keepingCapacity: head <= 4_096)
            head = 0
        } else if head > 4_096 {
            waiting.removeFirst(head)
            head = 0
        }
        lastNumber += 1
        inFlight[lastNumber] = entries
        return (lastNumber, entries.map(\.record))
    }

    /// A clock that was set back makes nobody wait.
    private func isDue(at now: Timestamp?) -> Bool {
        guard let now, let lastTaken else { return true }
        return now >= Timestamp(microseconds: lastTaken.microseconds + Self.interval) || now < lastTaken
    }

    /// Whether what waits fills a batch.
    private var isFull: Bool {
        waiting.count - head >= PersistBatch.longest || waitingBytes >= PersistBatch.maximumBytes
    }

    /// A batch is over, in whatever way.
    mutating func finish(_ number: UInt64) -> [Entry] {
        let entries = inFlight.removeValue(forKey: number) ?? []
        records -= entries.count
        bytes -= entries.reduce(0) { $0 + $1.bytes }
        return entries
    }
}

extension PersistRecord {
    /// About how many bytes of JSON it becomes, at the most: each byte of text may be escaped or encrypted.
    fileprivate var estimatedBytes: Int {
        switch self {
        case .message(let message):
            700 + 2 * message.body.utf8.count
                + message.metadata.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
        case .amendment(.edit(let edit)): 500 + 2 * edit.body.utf8.count
        case .amendment(.deletion), .marker: 400
        }
    }
}

/// A request whose sender waits until all of it is stored.
final class Waiter {
    let origin: Origin
    /// What the sender is told; nil where several messages became of it.
    let message: MessageID?
    let since: ContinuousClock.Instant
    var missing: Int
    var failure: CommandError?

    init(_ origin: Origin, message: MessageID?, missing: Int, since: ContinuousClock.Instant) {
        self.origin = origin
        self.message = message
        self.missing = missing
        self.since = since
    }
}

/// Where a request came from, and so where its outcome goes.
enum Origin {
    /// Over a WebSocket, under the sender's own id.
    case session(SessionID, id: String)
    /// As one of several over another door.
    case posting(OpenPosting, index: Int)
}

/// A posting of which not all outcomes are known.
final class OpenPosting {
    private let completed: @Sendable ([Result<MessageID?, CommandError>]) -> Void
    private var outcomes: [Result<MessageID?, CommandError>?]
    private var missing: Int

    init(_ posting: Posting) {
        completed = posting.completed
        missing = posting.requests.count
        outcomes = Array(repeating: nil, count: posting.requests.count)
        if missing == 0 { completed([]) }
    }

    func settle(_ index: Int, _ outcome: Result<MessageID?, CommandError>) {
        guard outcomes[index] == nil else { return }
        outcomes[index] = outcome
        missing -= 1
        if missing == 0 { completed(outcomes.compactMap { $0 }) }
    }
}
