import Contracts
import Ledger
import NaiveLedger
import Testing

/// Random histories through the ledger in batches of any size, one by one, and through the naive model: all three must agree on every outcome, and the two
/// ledgers on every byte.
@Suite("Random histories")
struct HistoryTests {
    @Test("Batches, single commands and the naive model agree", arguments: 1...24 as ClosedRange<UInt64>)
    func equivalence(seed: UInt64) throws {
        var history = History(seed: seed)
        let waves = try (0..<14).map { _ in try history.wave() }
        try history.compareStates()

        var sizes = HistoryRandom(seed: ~seed)
        var database = LedgerDatabase(policy: .ofHistories)
        for wave in waves {
            var rest = wave.items[...]
            var outcomes: [[Outcome]] = []
            while !rest.isEmpty {
                let batch = Array(rest.prefix(Int(sizes.number(1...12))))
                rest = rest.dropFirst(batch.count)
                let before = database
                let some = database.commit(batch, at: wave.now)
                outcomes += some
                let committed = some.joined().filter { $0.status == .committed }.count
                let breaches = database.breaches() + database.breaches(since: before, committed: committed)
                try #require(breaches.isEmpty, "seed \(seed): \(breaches)")
            }
            for (item, pair) in zip(wave.items, zip(outcomes, wave.outcomes)) {
                try #require(
                    pair.0.map(\.document) == pair.1.map(\.document) && pair.0.map(\.status) == pair.1.map(\.status),
                    "seed \(seed): \(item.type) \(item.messageID) in a batch \(texts(pair.0)), alone \(texts(pair.1))")
            }
        }
        #expect(database.hasSameState(as: history.database), "seed \(seed)")
    }

    @Test("Messages read from their own bodies are the same commands", arguments: [31, 32, 33] as [UInt64])
    func bodies(seed: UInt64) throws {
        var history = History(seed: seed)
        for _ in 0..<6 {
            for item in try history.wave().items {
                let message = IncomingMessage(body: item.body, messageID: item.messageID, type: item.type)
                let read = try CommandMessage.read(message, from: .anonymous)
                let envelopes = try read.envelopes
                #expect(envelopes.map(\.key) == item.envelopes.map(\.key), "seed \(seed)")
                #expect(
                    envelopes.map { $0.content().bytes } == item.envelopes.map { $0.content().bytes }, "seed \(seed)")
                #expect(envelopes.map(\.common.deadline) == item.envelopes.map(\.common.deadline), "seed \(seed)")
            }
        }
    }

    @Test("Histories with names of their own meet in one database without touching each other")
    func prefixes() throws {
        var options = HistoryGenerator.Options()
        options.prefix = "one."
        var one = History(seed: 7, options: options)
        for _ in 0..<8 { _ = try one.wave() }
        try one.compareStates()
        options.prefix = "two."
        var two = History(seed: 7, options: options)
        for _ in 0..<8 { _ = try two.wave() }
        #expect(!one.database.accounts.isEmpty)
        #expect(Set(one.database.parties.keys).isDisjoint(with: two.database.parties.keys))
        #expect(Set(one.database.phones.keys).isDisjoint(with: two.database.phones.keys))
        #expect(Set(one.database.outcomes.keys).isDisjoint(with: two.database.outcomes.keys))
        let codes = { (history: History) in Set(history.database.units.registered.map(\.code)) }
        #expect(codes(one).isDisjoint(with: codes(two)))
    }

    private func texts(_ outcomes: [Outcome]) -> [String] {
        outcomes.map { String(decoding: $0.document, as: UTF8.self) }
    }
}

extension CommandMessage {
    /// The commands, where all of them could be read.
    var envelopes: [CommandEnvelope] {
        get throws {
            switch self {
            case .single(let envelope): [envelope]
            case .linked(let envelopes): envelopes
            case .independent(let members): try members.map { try $0.get() }
            }
        }
    }
}
