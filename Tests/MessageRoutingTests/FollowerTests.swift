import Contracts
import MessageRouting
import Testing

@Suite("Following the log")
struct FollowerTests {
    private func records(_ range: ClosedRange<Int64>) throws -> [LogRecord] {
        let ann = try person("ann")
        return range.map { .message($0, .everyone, from: ann) }
    }

    private func batch(_ range: ClosedRange<Int64>, head: Int64? = nil) throws -> CommittedBatch {
        CommittedBatch(head: Position(head ?? range.upperBound), records: try records(range))
    }

    private func numbers(_ records: [LogRecord]) -> [Int64] { records.map(\.position.number) }

    @Test("What comes twice comes out once")
    func doubled() throws {
        var follower = Follower(at: Position(10))
        #expect(numbers(follower.receive(try batch(9...12), at: after(0))) == [11, 12])
        #expect(follower.receive(try batch(11...12), at: after(0)).isEmpty)
        #expect(follower.question(at: after(1_000)) == nil)
    }

    @Test("Out of order is waited for, and then comes out in order")
    func reordered() throws {
        var follower = Follower(at: .start)
        #expect(follower.receive(try batch(3...4), at: after(0)).isEmpty)
        #expect(follower.question(at: after(29)) == nil)
        #expect(numbers(follower.receive(try batch(1...2), at: after(29))) == [1, 2, 3, 4])
        #expect(follower.question(at: after(1_000)) == nil)
        #expect(follower.lag == 0)
    }

    @Test("What is lost is asked for once, and again when no answer comes")
    func lost() throws {
        var follower = Follower(at: .start)
        _ = follower.receive(try batch(3...4), at: after(0))
        #expect(follower.question(at: after(30)) == .start)
        #expect(follower.question(at: after(100)) == nil)
        #expect(follower.question(at: after(2_030)) == .start)
        follower.questionFailed(at: after(2_100))
        #expect(follower.question(at: after(2_110)) == nil)
        #expect(follower.question(at: after(2_130)) == .start)
        let came = follower.receive(answer: try records(1...2), head: Position(9), at: after(2_200))
        #expect(numbers(came) == [1, 2, 3, 4])
        // The answer told of more, for which nothing has to be waited.
        #expect(follower.question(at: after(2_200)) == Position(4))
    }

    @Test("A head without records tells of a lost last batch")
    func head() throws {
        var follower = Follower(at: Position(4))
        _ = follower.receive(CommittedBatch(head: Position(6), records: []), at: after(0))
        #expect(follower.lag == 2)
        #expect(follower.question(at: after(30)) == Position(4))
    }

    @Test("By chance: whatever happens to announcements, the log comes out once and in order", arguments: 1...30)
    func chance(seed: Int) throws {
        var random = Chance(seed: UInt64(seed))
        let log = try records(1...200)
        var follower = Follower(at: .start, settings: Follower.Settings(mostEarly: 20))
        var arriving: [CommittedBatch] = []
        var start = 0
        while start < log.count {
            let end = min(log.count, start + Int.random(in: 1...9, using: &random))
            let batch = CommittedBatch(head: Position(Int64(end)), records: Array(log[start..<end]))
            arriving += Array(repeating: batch, count: [0, 1, 1, 1, 2].randomElement(using: &random) ?? 1)
            start = end
        }
        for index in arriving.indices where random.percent(40) {
            arriving.swapAt(index, min(arriving.count - 1, index + Int.random(in: 0...4, using: &random)))
        }
        arriving.append(CommittedBatch(head: Position(200), records: []))
        var came: [LogRecord] = []
        var time: Int64 = 0
        for batch in arriving {
            time += Int64.random(in: 0...50, using: &random)
            came += follower.receive(batch, at: after(time))
            guard let position = follower.question(at: after(time)), random.percent(70) else { continue }
            let answer = log.dropFirst(Int(position.number)).prefix(5)
            came += follower.receive(answer: Array(answer), head: Position(200), at: after(time))
        }
        for _ in 0..<500 where follower.position < Position(200) {
            time += 3_000
            guard let position = follower.question(at: after(time)) else { continue }
            let answer = log.dropFirst(Int(position.number)).prefix(5)
            came += follower.receive(answer: Array(answer), head: Position(200), at: after(time))
        }
        #expect(numbers(came) == Array(1...200))
    }
}
