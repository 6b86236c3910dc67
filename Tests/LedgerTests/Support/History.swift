import Contracts
import Ledger
import NaiveLedger
import Testing

/// One history as it goes through the ledger command by command, with the model beside it.
struct History {
    let seed: UInt64
    var generator: HistoryGenerator
    var clock: HistoryRandom
    var database = LedgerDatabase(policy: .ofHistories)
    var model = NaiveLedger(riskRules: Policy.ofHistories.riskRules.map(\.naive))
    private var now = Timestamp(microseconds: 1_795_000_000_000_000)
    private var hasBegun = false

    /// What one wave was, and what came of it one by one.
    struct Wave {
        let now: Timestamp
        let items: [HistoryItem]
        let outcomes: [[Outcome]]
    }

    init(seed: UInt64, options: HistoryGenerator.Options = .init()) {
        self.seed = seed
        generator = HistoryGenerator(seed: seed, options: options)
        clock = HistoryRandom(seed: seed &+ 99)
    }

    /// Carries out the next messages, all at one moment; then time passes.
    mutating func wave() throws -> Wave {
        let items = hasBegun ? generator.wave(of: 30, at: now, knowing: model) : generator.opening()
        hasBegun = true
        let outcomes = try items.map { try carryOut($0, at: now) }
        defer { now = later() }
        return Wave(now: now, items: items, outcomes: outcomes)
    }

    /// A later moment, at times the very one at which something is due, at times just before or after a midnight in UTC.
    private mutating func later() -> Timestamp {
        let expiries =
            database.holds.values.filter { $0.state == .pending }.map(\.expiresAt)
            + database.requests.values.filter(\.isOpen).compactMap(\.expiresAt)
        let soon = Set(expiries).filter { $0 > now }.sorted()
        if clock.chance(35), let expiry = clock.pick(Array(soon.prefix(3))) { return expiry }
        let day: Int64 = 86_400_000_000
        let midnight = (now.microseconds / day + 1) * day
        switch clock.number(0...19) {
        case 0: return Timestamp(microseconds: midnight + clock.pick(0, 1))
        case 1 where now.microseconds < midnight - 1: return Timestamp(microseconds: midnight - 1)
        case 2: return Timestamp(microseconds: midnight + clock.number(0...8) * day + clock.number(0...day))
        case 3: return now
        default: return now.adding(seconds: clock.number(0...240))
        }
    }

    /// Carries out one message in both, and compares what they say of it.
    mutating func carryOut(_ item: HistoryItem, at now: Timestamp) throws -> [Outcome] {
        let before = database
        let outcomes = database.commit([item], at: now)[0]
        let committed = outcomes.filter { $0.status == .committed }.count
        let breaches = database.breaches(since: before, committed: committed)
        try #require(breaches.isEmpty, "seed \(seed): \(breaches)")
        let reported = try outcomes.map { try #require($0.reported) }
        let raised = database.flags.values.filter { before.flags[$0.id] == nil }
        let assigned = zip(outcomes, reported).map { outcome, reported in
            var ids = reported.assigned
            // A reply that says "denied" does not tell the flag; the flag tells the command.
            ids.flag = raised.first { $0.key == outcome.envelope.key }?.id
            return ids
        }
        let expected = model.execute(item, at: now, assigned: assigned)
        try #require(
            reported.map(\.outcome) == expected,
            "seed \(seed): \(item.type) \(item.messageID): \(String(decoding: item.body, as: UTF8.self))")
        return outcomes
    }
}

extension Policy {
    /// The rules by which histories are held suspicious: each kind of measure, and both things that can be done about it.
    static let ofHistories = Policy(
        riskRules: [
            RiskRule(name: "large", currency: "ZAR", measure: .amount(over: amount("150.00")), action: .flag),
            RiskRule(name: "huge", currency: "KES", measure: .amount(over: amount("170.00")), action: .deny),
            RiskRule(name: "busy", currency: nil, measure: .count(over: 7, seconds: 600), action: .flag),
            RiskRule(
                name: "drained", currency: "ZAR", measure: .sum(over: amount("400.00"), seconds: 900), action: .deny),
            RiskRule(name: "spread", currency: nil, measure: .receivers(over: 3, seconds: 1_200), action: .flag),
        ], keepsBankAccounts: true)

    private static func amount(_ text: String) -> DecimalAmount {
        guard let amount = try? DecimalAmount(parsing: text) else { preconditionFailure("\(text) is no amount") }
        return amount
    }
}

extension RiskRule {
    /// The same rule for the model.
    var naive: NaiveRiskRule {
        let measure: NaiveRiskRule.Measure =
            switch measure {
            case .amount(let bound): .amount(bound)
            case .count(let bound, _): .count(bound)
            case .sum(let bound, _): .sum(bound)
            case .receivers(let bound, _): .receivers(bound)
            }
        return NaiveRiskRule(
            name: name, currency: currency, measure: measure, seconds: seconds, denies: action == .deny)
    }
}
