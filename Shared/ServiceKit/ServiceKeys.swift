import Logging

/// The settings that every service has.
public enum ServiceKeys {
    /// A JSON file with settings; the environment wins over it.
    public static let configurationFile = ConfigurationKey.string(
        "kauri.config_file", "JSON file with settings; the environment wins over it"
    ).optional

    /// The least important level that is logged.
    public static let logLevel = ConfigurationKey.choice(
        "kauri.log.level", Logger.Level.self, default: .info, "Least important level that is logged")
    /// One JSON object per line, or text for a terminal.
    public static let logFormat = ConfigurationKey.choice(
        "kauri.log.format", LogFormat.self, default: .json, "One JSON object per line, or text for a terminal")
    /// `stderr`, `stdout` or the path of a file that lines are appended to.
    public static let logOutput = ConfigurationKey.string(
        "kauri.log.output", default: "stderr", "`stderr`, `stdout` or the path of a file that lines are appended to")

    /// The address of health and metrics.
    public static let httpHost = ConfigurationKey.string(
        "kauri.http.host", default: "127.0.0.1", limit: 255, "Address of health and metrics")
    /// The port of health and metrics.
    public static let httpPort = httpPort(default: 8_080)
    /// How long a running window of work may take after SIGTERM or SIGINT.
    public static let shutdownTimeout = ConfigurationKey.duration(
        "kauri.shutdown_timeout", in: .seconds(1)...(.seconds(600)), default: .seconds(20),
        "Time to finish running work after SIGTERM or SIGINT; then it is cancelled")
    /// How long a lane may work without progress before the process counts as stuck.
    public static let stuckAfter = ConfigurationKey.duration(
        "kauri.health.stuck_after", in: .seconds(1)...(.seconds(3_600)), default: .seconds(60),
        "Time without progress after which a busy lane makes `/health/live` fail")
    /// The most label sets of one metric.
    public static let metricSeries = ConfigurationKey.int(
        "kauri.metrics.series_per_metric", in: 1...100_000, default: 1_000,
        "Most label sets of one metric; further ones share the series `overflow`")

    /// All of them.
    ///
    /// - Parameter httpPort: the default of `KAURI_HTTP_PORT`, so that two services on one machine do not collide.
    public static func section(httpPort: Int) -> ConfigurationSection {
        ConfigurationSection(
            "Every service", configurationFile, logLevel, logFormat, logOutput, httpHost,
            self.httpPort(default: httpPort), shutdownTimeout, stuckAfter, metricSeries)
    }

    private static func httpPort(default port: Int) -> ConfigurationKey<Int> {
        .int("kauri.http.port", in: 0...65_535, default: port, "Port of health and metrics; 0 takes any free port")
    }
}
