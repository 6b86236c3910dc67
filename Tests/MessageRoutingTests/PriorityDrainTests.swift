import Contracts
import MessageRouting
import Testing

@Suite("The choice among three queues")
struct PriorityDrainTests {
    @Test("Between two low ones go exactly 16 high and 4 normal ones when all are backlogged")
    func bound() {
        var drain = PriorityDrain()
        let order = (0..<210).compactMap { _ in drain.next { _ in true } }
        let rounds = order.split(separator: .low, omittingEmptySubsequences: false)
        for round in rounds.dropLast() {
            #expect(round.filter { $0 == .high }.count == 16)
            #expect(round.filter { $0 == .normal }.count == 4)
        }
        #expect(rounds.count == 11)
    }

    @Test("High overtakes: of five in a row at least four are high while there are such")
    func overtaking() {
        var drain = PriorityDrain()
        let order = (0..<100).compactMap { _ in drain.next { $0 != .low } }
        for start in 0..<95 { #expect(order[start..<(start + 5)].filter { $0 == .high }.count >= 4) }
        #expect(order.contains(.normal))
    }

    @Test("A queue that is alone is drained without a pause, and an empty world gives nothing")
    func alone() {
        for only in MessagePriority.allCases {
            var drain = PriorityDrain()
            for _ in 0..<50 { #expect(drain.next { $0 == only } == only) }
            #expect(drain.next { _ in false } == nil)
        }
    }

    @Test(
        "Under a flood of urgent ones a low one at place n waits for at most 20 × n others",
        arguments: 1...12 as ClosedRange<UInt64>)
    func flood(seed: UInt64) {
        var random = Chance(seed: seed)
        var drain = PriorityDrain()
        var waiting: [MessagePriority: Int] = [.high: 0, .normal: 0, .low: 0]
        var low: [(place: Int, since: Int)] = []
        var longest = 0
        for turn in 0..<20_000 {
            // More comes in than goes out, most of it urgent; low ones now and then, so that the queue also runs empty.
            waiting[.high, default: 0] += Int.random(in: 0...2, using: &random)
            waiting[.normal, default: 0] += Int.random(in: 0...1, using: &random)
            if random.percent(4) {
                waiting[.low, default: 0] += 1
                low.append((place: low.count + 1, since: turn))
            }
            guard let next = drain.next({ waiting[$0, default: 0] > 0 }) else { continue }
            waiting[next, default: 0] -= 1
            if next == .low {
                let first = low.removeFirst()
                // Counted in others that went before it, this turn being its own.
                let waited = turn - first.since
                #expect(waited <= 21 * first.place - 1)
                longest = max(longest, waited - (first.place - 1))
                #expect(low.count == waiting[.low])
            }
        }
        #expect(longest >= 16)
    }
}
