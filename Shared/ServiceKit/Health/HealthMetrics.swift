/// What `/health/ready` says, as numbers, so that an alarm can be raised on it.
enum HealthMetrics {
    static let ready = MetricDescription("kauri_ready", .gauge, "1 while `/health/ready` answers 200, else 0.")
    static let failing = MetricDescription(
        "kauri_parts_failing", .gauge,
        "Parts in `/health/ready` that fail, also those without which the service is ready.")
    static let all = [ready, failing]
}

extension PrometheusRegistry {
    /// Tells of the health of the process whenever somebody asks for the metrics.
    func expose(_ health: HealthRegistry) {
        read(HealthMetrics.ready) { health.readiness.isReady ? 1 : 0 }
        read(HealthMetrics.failing) { Double(health.readiness.parts.count { $0.status.isFailing }) }
    }
}

extension HealthStatus {
    fileprivate var isFailing: Bool {
        if case .failing = self { return true }
        return false
    }
}
