/// What verifying a ledger has come to.
public struct VerifyReport: Sendable, Encodable {
    /// One rule, and what became of it.
    public struct Line: Sendable, Encodable {
        /// Which rule.
        public let check: Check
        /// The rule in a sentence.
        public let rule: String
        /// How many rows break it.
        public let wrong: Int
        /// The first of them.
        public let first: Finding?
    }

    /// How much was read.
    public struct Size: Sendable, Encodable {
        public var accounts = 0
        public var entries = 0
        public var transactions = 0
        public var outcomes = 0
        public var links = 0
        public var chains = 0
        /// Outcomes, transactions and flags from before the ledger had chains.
        public var beforeTheChain = 0
    }

    /// When the snapshot was taken, as RFC 3339.
    public let snapshotAt: String
    /// How long it took.
    public let seconds: Double
    /// Every rule that was looked at, in the order in which they are told.
    public let checks: [Line]
    /// How much was read.
    public let size: Size

    /// Whether every rule holds.
    public var isRight: Bool { checks.allSatisfy { $0.wrong == 0 } }

    init(snapshotAt: String, seconds: Double, checks: [Check], findings: Findings, size: Size) {
        self.snapshotAt = snapshotAt
        self.seconds = seconds
        self.size = size
        self.checks = checks.map { check in
            Line(
                check: check, rule: check.rule, wrong: findings.counts[check] ?? 0, first: findings.first[check])
        }
    }
}
