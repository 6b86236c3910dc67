import CoreMetrics
import Glibc
import Logging
import ServiceLifecycle

/// Runs a service from the start of the process to its end.
public enum ServiceRunner {
    /// The body of an executable: configuration, logs, metrics, health, the parts of the service, and an exit code.
    ///
    /// SIGTERM and SIGINT stop the service gracefully: `/health/ready` turns false, parts are asked to stop in reverse order,
    /// and what is not finished within `KAURI_SHUTDOWN_TIMEOUT` is cancelled. SIGQUIT cancels at once. SIGPIPE is ignored. The
    /// exit code is one of ``ServiceExit``.
    ///
    /// - Parameters:
    ///   - name: the name of the service, such as `transaction-service`.
    ///   - httpPort: the default of `KAURI_HTTP_PORT`.
    ///   - sections: the keys of the service's components; those of ``ServiceKeys`` are added.
    ///   - metrics: help and buckets of the service's metrics.
    ///   - environment: the environment variables.
    ///   - build: makes the parts in the order of starting. It is cancelled when the service is asked to stop meanwhile.
    public static func main(
        _ name: String, httpPort: Int, sections: [ConfigurationSection], metrics: [MetricDescription] = [],
        environment: [String: String] = ServiceConfiguration.processEnvironment,
        build: @escaping @Sendable (ServiceContext) async throws -> [any Service]
    ) async -> Never {
        signal(SIGPIPE, SIG_IGN)
        let configuration: ServiceConfiguration
        do {
            configuration = try ServiceConfiguration.load(
                [ServiceKeys.section(httpPort: httpPort)] + sections, environment: environment)
            try ServiceLogging.bootstrap(configuration)
        } catch {
            // Nothing is known yet about where logs go.
            for problem in error.problems {
                LogSink.standardError.write(Array("\(name): \(problem)\n".utf8))
            }
            exit(ServiceExit.wrongConfiguration.rawValue)
        }
        let registry = PrometheusRegistry(
            seriesPerMetric: configuration[ServiceKeys.metricSeries], describing: metrics)
        registry.read(ServiceLogging.droppedLinesMetric) { Double(ServiceLogging.droppedLines) }
        MetricsSystem.bootstrap(registry)
        let logger = Logger(label: name)
        let context = ServiceContext(name: name, configuration: configuration, logger: logger, metrics: registry)
        registry.expose(context.health)
        let lastResort: @Sendable () -> Void = {
            logger.critical("Parts of the service ignore their cancellation: the process ends without them")
            _exit(ServiceExit.failed.rawValue)
        }
        let code = await run(context, signals: true, lastResort: lastResort, build: build)
        exit(code.rawValue)
    }

    /// Runs a service with a context that exists, until it is asked to stop or fails.
    ///
    /// - Parameters:
    ///   - context: what the service is built with.
    ///   - signals: whether SIGTERM, SIGINT and SIGQUIT are listened to; else the service stops with the task or the
    ///     `ServiceGroup` that it runs in.
    ///   - lastResort: called when the service does not end 5 seconds after everything was cancelled.
    ///   - build: makes the parts in the order of starting.
    /// - Returns: how the service ended.
    public static func run(
        _ context: ServiceContext, signals: Bool, lastResort: (@Sendable () -> Void)? = nil,
        build: @escaping @Sendable (ServiceContext) async throws -> [any Service]
    ) async -> ServiceExit {
        let logger = context.logger
        logSettings(context)
        let limit = context.configuration[ServiceKeys.shutdownTimeout]
        let stop = StopState(health: context.health, logger: logger, limit: limit, lastResort: lastResort)
        let operations = OperationsServer(
            host: context.configuration[ServiceKeys.httpHost], port: context.configuration[ServiceKeys.httpPort],
            health: context.health, metrics: context.metrics, logger: logger)
        let main = MainService(context: context, stop: stop, limit: limit, build: build)
        // The group stops its parts in reverse order, so health and metrics are served until the end.
        let parts: [any Service] = [operations, main, StopListener(stop: stop)]
        var group = ServiceGroupConfiguration(
            services: parts.map {
                SupervisedService(service: $0, stop: stop, logger: logger).configuration
            },
            gracefulShutdownSignals: signals ? [.sigterm, .sigint] : [],
            cancellationSignals: signals ? [.sigquit] : [], logger: logger)
        group.maximumGracefulShutdownDuration = limit

        var failure: (any Error)?
        do {
            try await ServiceGroup(configuration: group).run()
        } catch {
            failure = error
        }
        return report(failure, wasCancelled: stop.wasCancelled, logger: logger)
    }

    private static func report(_ failure: (any Error)?, wasCancelled: Bool, logger: Logger) -> ServiceExit {
        let exit: ServiceExit
        switch failure {
        case nil, is CancellationError: exit = wasCancelled ? .failed : .clean
        case let error?: exit = ServiceExit(error)
        }
        var metadata: Logger.Metadata = ["exit_code": "\(exit.rawValue)", "cancelled": "\(wasCancelled)"]
        if let failure { metadata["error"] = "\(failure)" }
        logger.log(level: exit == .clean ? .notice : .critical, "Stopped", metadata: metadata)
        return exit
    }

    private static func logSettings(_ context: ServiceContext) {
        for warning in context.configuration.warnings {
            context.logger.warning("\(warning)")
        }
        let settings = context.configuration.overrides.mapValues { Logger.Metadata.Value.string($0) }
        context.logger.info("Starting", metadata: ["service": "\(context.name)", "settings": .dictionary(settings)])
    }
}
