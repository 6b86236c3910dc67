import ServiceKit
import Testing

@Suite struct HealthTests {
    @Test func theServiceIsReadyWhenEveryRequiredPartIsOK() {
        let health = HealthRegistry()
        #expect(health.readiness.isReady)
        let database = health.register("database")
        let mirror = health.register("mirror", isRequired: false)
        #expect(!health.readiness.isReady)
        #expect(database.report(.ok))
        #expect(health.readiness.isReady)
        mirror.report(.failing("gone"))
        #expect(health.readiness.isReady)
        #expect(database.report(.failing("refused")))
        #expect(!database.report(.failing("refused")))
        #expect(!health.readiness.isReady)
        #expect(health.readiness.parts.map(\.name) == ["database", "mirror"])
    }

    @Test func registeringAgainKeepsTheStatus() {
        let health = HealthRegistry()
        health.register("broker").report(.ok)
        _ = health.register("broker")
        #expect(health.readiness.isReady)
    }

    @Test func aStoppingServiceIsNotReady() {
        let health = HealthRegistry()
        health.register("database").report(.ok)
        health.stop()
        #expect(!health.readiness.isReady && health.readiness.isStopping)
    }

    @Test func aReasonIsShortAndShowsNoCredentials() {
        let health = HealthRegistry()
        let part = health.register("broker")
        let urls = "cannot reach amqp://guest:hunter2@broker:5672, (postgres://u:hunter2@h/d) "
        part.report(.failing(urls + String(repeating: "x", count: 500)))
        guard case .failing(let reason) = health.readiness.parts[0].status else {
            Issue.record("The part is not failing")
            return
        }
        #expect(reason.hasPrefix("cannot reach amqp://<secret>@broker:5672, (postgres://<secret>@h/d) x"))
        #expect(reason.count == 200)
    }

    @Test func aLoopIsStuckWhenItIsBusyForTooLong() {
        let health = HealthRegistry()
        let heartbeat = health.heartbeat("lane 3", limit: .seconds(10))
        let start = SuspendingClock.now
        #expect(health.liveness(at: start.advanced(by: .seconds(1_000))).isAlive)
        heartbeat.beat(at: start)
        #expect(health.liveness(at: start.advanced(by: .seconds(10))).isAlive)
        #expect(health.liveness(at: start.advanced(by: .milliseconds(10_001))).stuck == ["lane 3"])
        heartbeat.beat(at: start.advanced(by: .seconds(11)))
        #expect(health.liveness(at: start.advanced(by: .seconds(20))).isAlive)
        heartbeat.rest()
        #expect(health.liveness(at: start.advanced(by: .seconds(1_000))).isAlive)
    }
}
