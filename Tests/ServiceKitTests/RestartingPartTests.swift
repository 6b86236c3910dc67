import ServiceKit
import ServiceLifecycle
import Synchronization
import Testing
import Waiting

/// A part that throws as often as it is told to, and then works until it is asked to stop.
private final class Fragile: Service, CustomStringConvertible {
    let description = "fragile"
    private let failures: Int
    private let error: any Error
    private let state = Mutex((runs: 0, recoveries: 0))

    init(failures: Int, _ error: any Error = NeverHappened(what: "luck")) {
        self.failures = failures
        self.error = error
    }

    var runs: Int { state.withLock { $0.runs } }
    var recoveries: Int { state.withLock { $0.recoveries } }

    func recover() { state.withLock { $0.recoveries += 1 } }

    func run() async throws {
        let turn = state.withLock { state in
            state.runs += 1
            return state.runs
        }
        if turn <= failures { throw error }
        try await gracefulShutdown()
    }
}

@Suite struct RestartingPartTests {
    private let folder: ScratchFolder
    private let health = HealthRegistry()

    init() throws { folder = try ScratchFolder() }

    private func restarting(_ part: Fragile, failures: Int = 3, calm: Duration = .seconds(60)) throws -> RestartingPart
    {
        var limits = RestartingPart.Limits()
        limits.backoff = Backoff(first: .milliseconds(1), longest: .milliseconds(2))
        limits.failures = failures
        limits.calm = calm
        return RestartingPart(part, health: health, limits: limits, logger: try folder.logger("log")) { part.recover() }
    }

    @Test("A part that throws is run again alone, after what it held was given back")
    func runAgain() async throws {
        let part = Fragile(failures: 2)
        let group = ServiceGroup(services: [try restarting(part)], logger: try folder.logger("group"))
        async let end: Void = group.run()
        try await eventually("the part is not run again") { part.runs == 3 }
        #expect(part.recoveries == 2)
        #expect(health.readiness.isReady)
        await group.triggerGracefulShutdown()
        try await end
        #expect(part.runs == 3)
    }

    @Test("Repeated failure makes the service not ready, until the part has worked for a while")
    func repeatedFailure() async throws {
        let part = Fragile(failures: 5)
        let group = ServiceGroup(
            services: [try restarting(part, failures: 5, calm: .milliseconds(500))], logger: try folder.logger("group"))
        async let end: Void = group.run()
        try await eventually("the service is still ready", every: .milliseconds(1)) {
            part.runs >= 5 && !health.readiness.isReady
        }

        try await eventually("the failures are not forgotten") { health.readiness.isReady }
        #expect(part.runs == 6)
        await group.triggerGracefulShutdown()
        try await end
    }

    @Test("What no new attempt mends goes through")
    func cannotGoOn() async throws {
        let part = Fragile(failures: 1, ServiceFailure.wrongConfiguration("no such queue"))
        let restarting = try restarting(part)
        await #expect(throws: ServiceFailure.wrongConfiguration("no such queue")) { try await restarting.run() }
        #expect(part.runs == 1)
    }

    @Test("A part that fails for ever does not hold up a stop, nor a cancellation")
    func stopWhileFailing() async throws {
        let part = Fragile(failures: .max)
        let group = ServiceGroup(services: [try restarting(part)], logger: try folder.logger("group"))
        let end = Task { try await group.run() }
        try await eventually("the part does not fail") { part.runs > 3 }
        await group.triggerGracefulShutdown()
        _ = await end.result
        let runs = part.runs
        let other = try restarting(part)
        let cancelled = Task { try await other.run() }
        cancelled.cancel()
        await #expect(throws: (any Error).self) { try await cancelled.value }
        #expect(part.runs <= runs + 2)
    }
}
