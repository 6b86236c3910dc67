import Logging
import Metrics
import ServiceKit
import Synchronization
import Testing

@testable import GroupCommit
@testable import Postgres

/// Groups of numbers, of which the negative ones are refused; what else goes wrong is written down beforehand.
private struct Numbers: GroupCommitter {
    final class Trace: Sendable {
        let lines = Mutex<[String]>([])
        let failures: Mutex<[PostgresError]>
        let ended: Int?

        init(_ failures: [PostgresError], ended: Int? = nil) {
            self.failures = Mutex(failures)
            self.ended = ended
        }

        func note(_ line: String) { lines.withLock { $0.append(line) } }
    }

    let trace: Trace
    let registry = HealthRegistry()
    let health: HealthPart
    let pulse: Heartbeat
    let retries = Counter(label: "numbers_retries")
    let logger = Logger(label: "numbers")

    init(_ failures: [PostgresError] = [], ended: Int? = nil) {
        trace = Trace(failures, ended: ended)
        health = registry.register("database")
        health.report(.ok)
        pulse = registry.heartbeat("numbers", limit: .seconds(60))
    }

    var lines: [String] { trace.lines.withLock { $0 } }

    func attempt(_ group: [Int]) async throws -> [Int] {
        let isWell = registry.readiness.parts.allSatisfy { $0.status == .ok }
        trace.note(isWell ? "try \(group)" : "try \(group) although it is away")
        if let failure = trace.failures.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { throw failure }
        guard group.allSatisfy({ $0 >= 0 }) else { throw PostgresError.state("23514") }
        return group
    }

    func rollback() async { trace.note("back") }
    func giveUp(_ item: Int, _ error: any Error) -> [Int] { [1_000 - item] }
    func join(_ first: [Int], _ next: [Int]) -> [Int] { first + next }

    func endFrozenWriters() async throws -> Int? {
        trace.note("end")
        return trace.ended
    }
}

extension PostgresError {
    fileprivate static func state(_ state: String) -> PostgresError {
        PostgresError(.server(sqlState: state), "no", sqlState: state)
    }

    fileprivate static let lost = PostgresError(.connectionLost, "gone")
}

@Suite struct GroupCommitterTests {
    @Test func whatGoesThroughIsTriedOnce() async throws {
        let numbers = Numbers()
        #expect(try await numbers.commit([1, 2, 3]) == [1, 2, 3])
        #expect(numbers.lines == ["try [1, 2, 3]"])
    }

    @Test("Data that is refused twice is halved, left half first, until the culprit is alone")
    func halves() async throws {
        let numbers = Numbers()
        #expect(try await numbers.commit([1, 2, -3, 4]) == [1, 2, 1_003, 4])
        let twice = { (group: String) in ["try \(group)", "back", "try \(group)", "back"] }
        #expect(
            numbers.lines
                == twice("[1, 2, -3, 4]") + ["try [1, 2]"] + twice("[-3, 4]") + twice("[-3]") + ["try [4]"])
    }

    @Test("Who was only overtaken is tried again, and nobody is given up", arguments: ["23505", "40001", "40P01"])
    func overtaken(state: String) async throws {
        let numbers = Numbers([.state(state)])
        #expect(try await numbers.commit([1, 2]) == [1, 2])
        #expect(numbers.lines == ["try [1, 2]", "back", "try [1, 2]"])
    }

    @Test("Conflicts and outages without end never give anybody up")
    func outages() async throws {
        let numbers = Numbers([.lost, .state("40001"), .lost, .state("40001"), .state("57P01")])
        #expect(try await numbers.commit([7]) == [7])
        #expect(numbers.lines.count { $0 == "back" } == 5)
        #expect(numbers.lines.last == "try [7] although it is away")
        #expect(numbers.registry.readiness.parts.map(\.status) == [.ok])
    }

    @Test("Who is blocked has the blockers ended and goes on at once; where nobody can be ended, it is an outage")
    func blocked() async throws {
        let freed = Numbers([.state("55P03")], ended: 2)
        #expect(try await freed.commit([5]) == [5])
        #expect(freed.lines == ["try [5]", "back", "end", "try [5]"])
        for ended in [nil, 0] {
            let waiting = Numbers([.state("55P03")], ended: ended)
            #expect(try await waiting.commit([5]) == [5])
            #expect(waiting.lines == ["try [5]", "back", "end", "try [5] although it is away"])
        }
    }

    @Test("A stop during an outage ends it, and leaves the group as it is")
    func cancelled() async throws {
        let numbers = Numbers(Array(repeating: .lost, count: 10_000))
        let work = Task { try await numbers.commit([1]) }
        while numbers.lines.count < 6 { await Task.yield() }
        work.cancel()
        await #expect(throws: CancellationError.self) { try await work.value }
        #expect(!numbers.lines.isEmpty && numbers.trace.failures.withLock { $0.count } > 0)
    }
}
