import Logging

/// What a service is built with.
public struct ServiceContext: Sendable {
    /// The name of the service.
    public let name: String
    /// The checked settings.
    public let configuration: ServiceConfiguration
    /// The logger of the service; give parts a copy with metadata of their own.
    public let logger: Logger
    /// All metrics. Metrics made through swift-metrics arrive here too.
    public let metrics: PrometheusRegistry
    /// Where parts register and report how they are.
    public let health: HealthRegistry

    /// A context, for tests and for programs that are not run by ``ServiceRunner``.
    public init(
        name: String, configuration: ServiceConfiguration, logger: Logger,
        metrics: PrometheusRegistry = PrometheusRegistry(), health: HealthRegistry = HealthRegistry()
    ) {
        self.name = name
        self.configuration = configuration
        self.logger = logger
        self.metrics = metrics
        self.health = health
    }
}
