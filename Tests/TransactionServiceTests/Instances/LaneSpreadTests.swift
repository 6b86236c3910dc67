import Testing

@testable import TransactionService

@Suite("Partitions over lanes")
struct LaneSpreadTests {
    @Test("An instance that is alone has every lanes-th partition in each lane")
    func fresh() {
        #expect(LaneSpread.spread([0, 1, 2, 3], over: 2, current: [:]) == [0: 0, 1: 1, 2: 0, 3: 1])
        #expect(LaneSpread.spread([3, 0], over: 4, current: [:]) == [0: 0, 3: 1])
        #expect(LaneSpread.spread([], over: 4, current: [1: 1]).isEmpty)
    }

    @Test("What an instance keeps stays in its lane, as far as lanes stay even")
    func sticky() {
        let four = LaneSpread.spread([0, 1, 2, 3], over: 2, current: [:])
        #expect(LaneSpread.spread([0, 1, 2, 3, 4, 5], over: 2, current: four) == four.merging([4: 0, 5: 1]) { $1 })
        // Two partitions of the same lane remain: one of them moves.
        #expect(LaneSpread.spread([0, 2], over: 2, current: four) == [0: 0, 2: 1])
    }

    @Test("Lanes differ by one partition at the most, over many changes")
    func even() {
        var current: [Int: Int] = [:]
        var random = SystemRandomNumberGenerator()
        for _ in 0..<500 {
            let partitions = (0..<20).filter { _ in Bool.random(using: &random) }
            let next = LaneSpread.spread(partitions, over: 3, current: current)
            #expect(next.keys.sorted() == partitions)
            let loads = (0..<3).map { lane in next.values.count { $0 == lane } }
            #expect((loads.max() ?? 0) <= (partitions.count + 2) / 3, "\(loads)")
            current = next
        }
    }
}
