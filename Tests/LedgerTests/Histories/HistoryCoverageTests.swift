import Contracts
import Ledger
import NaiveLedger
import Testing

/// Random histories prove only what they reach: this says what that is.
@Suite("What random histories reach")
struct HistoryCoverageTests {
    /// Refusals of the ledger that histories do not reach: sums near 2⁶¹ would leave nothing else to happen.
    private static let outOfReach: Set<ErrorCode> = [.balanceOverflow]
    /// What the other stages add, as far as it depends on the ledger's state.
    private static let others: Set<ErrorCode> = [
        .invalidField, .unknownCurrency, .tooManyDecimals, .amountTooLarge, .idempotencyKeyReused,
    ]

    @Test("Every type commits, every refusal of the ledger occurs, linked batches do both")
    func coverage() throws {
        var committed: [String: Int] = [:]
        var codes: [ErrorCode: Int] = [:]
        var replays: [Bool: Int] = [:]
        var linked: [Bool: Int] = [:]
        for seed in 101...120 as ClosedRange<UInt64> {
            var history = History(seed: seed)
            for _ in 0..<14 {
                let wave = try history.wave()
                for (item, outcomes) in zip(wave.items, wave.outcomes) {
                    if case .linked = item, outcomes.count > 1 {
                        linked[outcomes.contains(where: \.isFailure), default: 0] += 1
                    }
                    for outcome in outcomes {
                        switch outcome.status {
                        case .committed: committed[outcome.envelope.type, default: 0] += 1
                        case .refused(let error), .rejected(let error): codes[error.code, default: 0] += 1
                        case .replayed(let isCommitted): replays[isCommitted, default: 0] += 1
                        }
                    }
                }
            }
        }
        for type in CommandCatalog.all { #expect(committed[type.type, default: 0] >= 20, "\(type.type)") }
        let expected = Set(ErrorCode.allCases.filter { $0.stage == .ledger }).union(Self.others).subtracting(
            Self.outOfReach)
        #expect(Set(codes.keys) == expected, "\(expected.symmetricDifference(codes.keys))")
        for isTrue in [true, false] {
            #expect(replays[isTrue, default: 0] >= 20)
            #expect(linked[isTrue, default: 0] >= 20, "\(linked)")
        }
    }
}
