import Contracts
import Ledger
import NaiveLedger
import Testing

/// One history as it goes through the ledger command by command, with the model beside it.
struct History {
    let seed: UInt64
    var generator: HistoryGenerator
    var clock: HistoryRandom
    var database = LedgerDatabase()
    var model = NaiveLedger()
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
        let items = hasBegun ? generator.wave(of: 24, at: now, knowing: model) : generator.opening()
        hasBegun = true
        let outcomes = try items.map { try carryOut($0, at: now) }
        defer { now = later() }
        return Wave(now: now, items: items, outcomes: outcomes)
    }

    /// A later moment, at times the very one at which a hold expires.
    private mutating func later() -> Timestamp {
        let expiries = database.holds.values.filter { $0.state == .pending && $0.expiresAt > now }.map(\.expiresAt)
            .sorted()
        if clock.chance(40), let expiry = clock.pick(Array(expiries.prefix(3))) { return expiry }
        return now.adding(seconds: clock.number(0...240))
    }

    /// Carries out one message in both, and compares what they say of it.
    mutating func carryOut(_ item: HistoryItem, at now: Timestamp) throws -> [Outcome] {
        let before = database
        let outcomes = database.commit([item], at: now)[0]
        let committed = outcomes.filter { $0.status == .committed }.count
        let breaches = database.breaches(since: before, committed: committed)
        try #require(breaches.isEmpty, "seed \(seed): \(breaches)")
        let reported = try outcomes.map { try #require($0.reported) }
        let expected = model.execute(item, at: now, assigned: reported.map(\.assigned))
        try #require(
            reported.map(\.outcome) == expected,
            "seed \(seed): \(item.type) \(item.messageID): \(String(decoding: item.body, as: UTF8.self))")
        return outcomes
    }

    /// Holds the ledger's tables against the model's state.
    func compareStates() throws {
        let breaches = database.breaches()
        try #require(breaches.isEmpty, "seed \(seed): \(breaches)")
        #expect(Set(database.accounts.values.map(\.text)) == Set(model.accounts.keys), "seed \(seed)")
        for account in database.accounts.values {
            let other = try #require(model.accounts[account.text], "seed \(seed): \(account.text)")
            let same =
                other.posted == Int128(account.posted) && model.held(on: other.name) == Int128(account.held)
                && other.entries == database.entries[account.id]?.map(\.amount) ?? []
                && other.version == account.version
                && other.isLimited == account.isLimited && other.overdraftLimit == account.overdraftLimit
                && other.status.rawValue == account.status.rawValue && other.owner == account.owner
                && other.kind == account.kind && other.currency == account.unit.code
            #expect(same, "seed \(seed): \(account) is not \(other)")
        }
        #expect(Set(database.holds.keys) == Set(model.holds.keys), "seed \(seed)")
        for hold in database.holds.values {
            let other = try #require(model.holds[hold.id])
            let same =
                other.amount == hold.amount && other.captured == hold.captured && other.released == hold.released
                && other.state.rawValue == hold.state.rawValue && other.expiresAt == hold.expiresAt
            #expect(same, "seed \(seed): \(hold) is not \(other)")
        }
        #expect(Set(database.transactions.keys) == Set(model.transactions.keys), "seed \(seed)")
        for past in database.transactions.values {
            let other = try #require(model.transactions[past.id])
            let same =
                other.type == past.type.rawValue && other.refunded == past.refunded
                && other.reversedBy == past.reversedBy
                && other.legs.map(\.amount) == past.postings.map(\.amount)
            #expect(same, "seed \(seed): \(past) is not \(other)")
        }
    }
}
