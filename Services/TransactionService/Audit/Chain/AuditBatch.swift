/// Everything that one commit has added for ever, in the order in which it is hashed.
public struct AuditBatch: Sendable {
    /// When it was decided, microseconds since 1970.
    public let decidedAt: Int64
    /// Numbers that belong to this batch and to no other, rising and apart from one another.
    public let numbers: [Range<Int64>]
    /// Accounts without a limit with entries in it, rising: the database alone knows the place and the balance of these entries.
    public let unlimited: [Int64]
    /// By number.
    public let outcomes: [AuditedOutcome]
    /// By number.
    public let transactions: [AuditedTransaction]
    /// By transaction and leg.
    public let entries: [AuditedEntry]
    /// By number.
    public let flags: [AuditedFlag]

    /// Brings everything into its order.
    public init(
        decidedAt: Int64, numbers: [Range<Int64>], unlimited: some Sequence<Int64>, outcomes: [AuditedOutcome],
        transactions: [AuditedTransaction], entries: [AuditedEntry], flags: [AuditedFlag]
    ) {
        self.decidedAt = decidedAt
        self.numbers = numbers
        self.unlimited = Set(unlimited).sorted()
        self.outcomes = outcomes.sorted { $0.number < $1.number }
        self.transactions = transactions.sorted { $0.id < $1.id }
        self.entries = entries.sorted { ($0.transaction, $0.leg) < ($1.transaction, $1.leg) }
        self.flags = flags.sorted { $0.id < $1.id }
    }

    /// What is hashed after the hash of the link before.
    public func encoded(chain: Int32, sequence: Int64) -> [UInt8] {
        var fields = AuditEncoding()
        fields.reserve(outcomes.count * 1_000 + 1_000)
        fields.text(Self.format)
        fields.integer(Int64(chain))
        fields.integer(sequence)
        fields.integer(decidedAt)
        fields.list(numbers) { fields, range in
            fields.integer(range.lowerBound)
            fields.integer(range.upperBound)
        }
        fields.list(unlimited) { $0.integer($1) }
        fields.list(outcomes) { $1.write(to: &$0) }
        fields.list(transactions) { $1.write(to: &$0) }
        let withoutBalance = Set(unlimited)
        fields.list(entries) { $1.write(to: &$0, hasBalance: !withoutBalance.contains($1.account)) }
        fields.list(flags) { $1.write(to: &$0) }
        return fields.bytes
    }

    /// Which format of the encoding this is; another one would have another number.
    public static let format = "kauri.audit.1"
}

extension AuditBatch {
    /// The ranges that numbers fall into, when whole blocks belong to one batch after another.
    ///
    /// - Parameter blockSize: numbers of one block belong to one lane, which uses them in rising order.
    public static func ranges(of numbers: some Sequence<Int64>, blockSize: Int64) -> [Range<Int64>] {
        var ranges: [Range<Int64>] = []
        for number in numbers.sorted() {
            if let last = ranges.last, last.lowerBound / blockSize == number / blockSize {
                ranges[ranges.count - 1] = last.lowerBound..<(number + 1)
            } else if let last = ranges.last, last.upperBound == number {
                ranges[ranges.count - 1] = last.lowerBound..<(number + 1)
            } else {
                ranges.append(number..<(number + 1))
            }
        }
        return ranges
    }
}
