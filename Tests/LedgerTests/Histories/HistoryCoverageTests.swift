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
        .invalidField, .unknownCurrency, .tooManyDecimals, .amountTooLarge, .forbidden, .idempotencyKeyReused,
    ]

    private static let reached = Result { try ReachedSituations(seeds: 101...126) }

    @Test("Every type commits, every refusal of the ledger occurs, linked batches do both")
    func coverage() throws {
        let reached = try Self.reached.get()
        for type in CommandCatalog.all { #expect(reached.committed[type.type, default: 0] >= 20, "\(type.type)") }
        let expected = Set(ErrorCode.allCases.filter { $0.stage == .ledger }).union(Self.others).subtracting(
            Self.outOfReach)
        #expect(Set(reached.codes.keys) == expected, "\(expected.symmetricDifference(reached.codes.keys))")
        for isTrue in [true, false] {
            #expect(reached.replays[isTrue, default: 0] >= 20)
            #expect(reached.linked[isTrue, default: 0] >= 20, "\(reached.linked)")
        }
    }

    @Test("Each of the situations in which a rule is easily wrong occurs", arguments: Situation.allCases)
    func situations(situation: Situation) throws {
        let count = try Self.reached.get().situations[situation, default: 0]
        #expect(count >= 5)
    }
}
