import Testing

@testable import Postgres

/// The pool's pure parts.
struct QueueTests {
    @Test func waitersComeOutInOrderAndCanLeave() {
        var queue = WaiterQueue<String>()
        let ids = ["a", "b", "c", "d"].map { name in
            let id = queue.nextID()
            queue.append(name, id: id)
            return id
        }
        #expect(queue.remove(ids[1]) == "b")
        #expect(queue.remove(ids[1]) == nil)
        #expect(queue.popFirst() == "a")
        #expect(queue.count == 2)
        #expect(queue.removeAll() == ["c", "d"])
        #expect(queue.popFirst() == nil)
    }

    @Test func theQueueAgreesWithANaiveOne() {
        var random = SystemRandomNumberGenerator()
        var queue = WaiterQueue<UInt64>()
        var model: [UInt64] = []
        for _ in 0..<20_000 {
            switch UInt8.random(in: 0..<3, using: &random) {
            case 0:
                let id = queue.nextID()
                queue.append(id, id: id)
                model.append(id)
            case 1: #expect(queue.popFirst() == (model.isEmpty ? nil : model.removeFirst()))
            default:
                guard let index = model.indices.randomElement(using: &random) else { continue }
                #expect(queue.remove(model[index]) == model[index])
                model.remove(at: index)
            }
            #expect(queue.count == model.count)
        }
        #expect(queue.removeAll() == model)
    }

    @Test func pausesGrowUpToALimit() {
        var backoff = Backoff(first: .milliseconds(100), longest: .seconds(1))
        var now = ContinuousClock.now
        #expect(backoff.pause(at: now) == .zero)
        var pauses: [Duration] = []
        for _ in 0..<10 {
            backoff.fail(PostgresError(.connectFailed, "no"), at: now)
            pauses.append(backoff.pause(at: now))
            now += backoff.pause(at: now)
        }
        for (index, pause) in pauses.enumerated() {
            let full = min(Duration.milliseconds(100) * Double(1 << index), .seconds(1))
            #expect(pause <= full && pause >= full * 0.5, "\(index): \(pause)")
        }
        backoff.succeed()
        #expect(backoff.pause(at: now) == .zero)
        #expect(!backoff.isFailing)
    }

    @Test func failuresThatWereUnderWayTogetherCountAsOnePause() {
        var backoff = Backoff(first: .milliseconds(100), longest: .seconds(10))
        let now = ContinuousClock.now
        for _ in 0..<5 { backoff.fail(PostgresError(.connectFailed, "no"), at: now) }
        #expect(backoff.pause(at: now) <= .milliseconds(100))
    }
}
