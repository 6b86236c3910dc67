import Testing

@testable import ServiceKit

/// What an alarm can be raised on when `/health/ready` says no.
@Suite struct HealthMetricsTests {
    @Test("Ready and the number of failing parts are told as they are when somebody asks")
    func followsHealth() {
        let health = HealthRegistry()
        let registry = PrometheusRegistry()
        registry.expose(health)
        let database = health.register("database")
        let outbox = health.register("outbox", isRequired: false)
        // A part that has not begun is no failure, but without it there is no work.
        #expect(numbers(registry) == ["kauri_ready 0", "kauri_parts_failing 0"])
        database.report(.ok)
        outbox.report(.ok)
        #expect(numbers(registry) == ["kauri_ready 1", "kauri_parts_failing 0"])
        outbox.report(.failing("the broker is away"))
        #expect(numbers(registry) == ["kauri_ready 1", "kauri_parts_failing 1"])
        database.report(.failing("away"))
        #expect(numbers(registry) == ["kauri_ready 0", "kauri_parts_failing 2"])
        database.report(.ok)
        outbox.report(.ok)
        health.stop()
        #expect(numbers(registry) == ["kauri_ready 0", "kauri_parts_failing 0"])
    }

    private func numbers(_ registry: PrometheusRegistry) -> [Substring] {
        let lines = registry.exposition().split(separator: "\n")
        return ["kauri_ready ", "kauri_parts_failing "].compactMap { name in lines.first { $0.hasPrefix(name) } }
    }
}
