/// What a look at all letters tells: sums by reason, and a bounded choice of single letters.
struct DeadLetterSurvey {
    /// All letters that have one reason.
    struct Sum: Equatable {
        var count = 0
        /// RFC 3339 in UTC, so that the order of texts is the order of times.
        var first: String?
        var last: String?
    }

    /// How many letters are told one by one.
    let limit: Int
    /// Whether those are the oldest; else the newest.
    let oldest: Bool
    private(set) var sums: [String: Sum] = [:]
    /// In the order of the queue.
    private(set) var letters: [DeadLetterLine] = []

    init(limit: Int, oldest: Bool) {
        self.limit = limit
        self.oldest = oldest
    }

    var count: Int { sums.values.reduce(0) { $0 + $1.count } }

    mutating func add(_ letter: DeadLetter) {
        var sum = sums[letter.reason, default: Sum()]
        sum.count += 1
        if let time = letter.time {
            sum.first = sum.first.map { min($0, time) } ?? time
            sum.last = sum.last.map { max($0, time) } ?? time
        }
        sums[letter.reason] = sum
        guard limit > 0 else { return }
        if letters.count == limit {
            guard !oldest else { return }
            letters.removeFirst()
        }
        letters.append(DeadLetterLine(letter))
    }

    /// Sums by reason, the most frequent first.
    var table: String {
        var table = Table([("reason", .left), ("letters", .right), ("first", .left), ("last", .left)])
        for (reason, sum) in sums.sorted(by: { ($1.value.count, $0.key) < ($0.value.count, $1.key) }) {
            table.add([
                Terminal.printable(reason), Terminal.grouped(sum.count), sum.first ?? "", sum.last ?? "",
            ])
        }
        return table.text
    }
}

/// One letter in a line.
struct DeadLetterLine: Encodable, Equatable {
    let id: String
    let type: String?
    let publisher: String?
    let reason: String
    let message: String?
    let field: String?
    let queue: String?
    let routingKey: String?
    let deliveries: Int64?
    let retries: Int64
    let bytes: UInt64
    let time: String?

    init(_ letter: DeadLetter) {
        id = letter.id
        type = letter.type
        publisher = letter.publisher
        reason = letter.reason
        message = letter.message
        field = letter.field
        queue = letter.queue
        routingKey = letter.routingKey
        deliveries = letter.deliveries
        retries = letter.retries
        bytes = letter.size
        time = letter.time
    }

    /// A table without the sentences, which are long; `show` tells them.
    static func table(_ lines: [DeadLetterLine]) -> String {
        var table = Table([
            ("id", .left), ("type", .left), ("publisher", .left), ("reason", .left), ("field", .left), ("queue", .left),
            ("delivered", .right), ("retries", .right), ("given up", .left), ("message", .left),
        ])
        for line in lines {
            let cells = [
                line.id, line.type ?? "", line.publisher ?? "", line.reason, line.field ?? "", line.queue ?? "",
                "\((line.deliveries ?? 0) + 1)", "\(line.retries)", line.time ?? "", line.message ?? "",
            ]
            table.add(cells.map { Terminal.printable($0, most: 72) })
        }
        return table.text
    }
}

extension Terminal {
    /// A stranger's text as it may be shown: in one line, without what would command the terminal.
    static func printable(_ text: String, most: Int = .max) -> String {
        var shown = ""
        for scalar in text.unicodeScalars {
            guard shown.unicodeScalars.count < most else { return shown + "…" }
            let isCommand =
                scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.properties.isBidiControl
            shown.unicodeScalars.append(isCommand ? "\u{FFFD}" : scalar)
        }
        return shown
    }
}
