/// A row that breaks a rule.
public struct Finding: Sendable, Encodable, Hashable {
    /// Its table.
    public let table: String
    /// Its key, such as `account_id=10000001, sequence=3`.
    public let key: String
    /// What should be there.
    public let expected: String
    /// What is there.
    public let found: String

    init(_ table: String, _ key: String, expected: String, found: String) {
        self.table = table
        self.key = key
        self.expected = expected
        self.found = found
    }
}

/// What the checks have found so far: how often each rule is broken, and by which row first.
struct Findings: Sendable {
    private(set) var counts: [Check: Int] = [:]
    private(set) var first: [Check: Finding] = [:]

    mutating func add(_ check: Check, times: Int = 1, _ finding: @autoclosure () -> Finding) {
        counts[check, default: 0] += times
        if first[check] == nil { first[check] = finding() }
    }

    /// Names a row where only the place was known so far.
    mutating func refine(_ check: Check, _ finding: Finding) { first[check] = finding }

    mutating func add(_ others: Findings) {
        for (check, finding) in others.first { add(check, times: others.counts[check] ?? 1, finding) }
    }
}
