/// What has been sent and what must come back, for the segments of one call. Knows no connection.
struct Pipeline {
    /// What the server's next answer belongs to.
    enum Expected {
        /// The preparation of a statement under a name.
        case preparation(segment: Int, statement: Int, name: String)
        /// The result of a statement; the name if it ran as a prepared one.
        case result(segment: Int, statement: Int, name: String?)
        /// The end of a segment.
        case end(segment: Int)
        /// Something of the connection's own, between segments, whose outcome does not matter.
        case housekeeping
        /// The end of that.
        case housekeepingEnd

        /// Whether this is the answer to a synchronisation point and not to a statement.
        var isEnd: Bool {
            switch self {
            case .end, .housekeepingEnd: true
            case .preparation, .result, .housekeeping: false
            }
        }
    }

    let segments: [[Statement]]
    private var results: [[QueryResult]]
    private var failures: [PostgresError?]
    private var isComplete: [Bool]

    private var expected: [Expected] = []
    private var answered = 0
    /// The next statement to send; a statement index past the end means the segment's end.
    private(set) var next = (segment: 0, statement: 0)
    /// Segments from here on are not sent any more.
    private var end: Int

    init(_ segments: [[Statement]]) {
        self.segments = segments
        results = segments.map { segment in
            var list: [QueryResult] = []
            list.reserveCapacity(segment.count)
            return list
        }
        failures = .init(repeating: nil, count: segments.count)
        isComplete = .init(repeating: false, count: segments.count)
        end = segments.count
        expected.reserveCapacity(segments.reduce(0) { $0 + $1.count + 1 })
    }

    var isSent: Bool { next.segment >= end }
    var isAnswered: Bool { answered == expected.count }
    /// What the server answers next; `nil` when it owes nothing.
    var awaited: Expected? { isAnswered ? nil : expected[answered] }

    mutating func expect(_ answer: Expected) { expected.append(answer) }
    mutating func advanceAnswer() { answered += 1 }

    mutating func advanceStatement() { next.statement += 1 }

    mutating func advanceSegment() { next = (next.segment + 1, 0) }

    /// Sends nothing beyond the segment that has been begun; the others fail with `error`.
    mutating func stopSending(_ error: PostgresError) {
        let newEnd = min(end, next.statement > 0 ? next.segment + 1 : next.segment)
        for segment in newEnd..<end { fail(segment, error) }
        end = newEnd
    }

    mutating func add(_ result: QueryResult, to segment: Int) { results[segment].append(result) }

    /// Keeps the first failure of a segment: the others are its consequences.
    mutating func fail(_ segment: Int, _ error: PostgresError) {
        if failures[segment] == nil { failures[segment] = error }
    }

    mutating func complete(_ segment: Int) { isComplete[segment] = true }

    /// What each segment has come to.
    ///
    /// - Parameter failure: what ended the call before everything was answered.
    func outcomes(lost failure: PostgresError?) -> [Result<[QueryResult], PostgresError>] {
        segments.indices.map { index in
            if let own = failures[index] { return .failure(own) }
            if isComplete[index] { return .success(results[index]) }
            return .failure(failure ?? PostgresError(.aborted, "the segment was not sent"))
        }
    }

    /// The same failure for all segments: nothing was sent.
    func outcomes(refusing failure: PostgresError) -> [Result<[QueryResult], PostgresError>] {
        segments.map { _ in .failure(failure) }
    }
}
