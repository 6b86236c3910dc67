import Logging
import Synchronization

/// Connects swift-log with the lines of this module.
public enum ServiceLogging {
    /// The sink of all loggers once they are connected.
    private static let connected = Mutex<LogSink?>(nil)

    /// The lines that could not be written since the start of the process.
    public static var droppedLines: Int {
        connected.withLock { $0?.droppedLines ?? 0 }
    }

    static let droppedLinesMetric = MetricDescription(
        "kauri_log_lines_dropped_total", .counter, "Log lines that could not be written.")

    /// Makes every `Logger` of the process write lines. Only the first call counts: swift-log can be set up once.
    ///
    /// - Parameters:
    ///   - format: how a line looks.
    ///   - level: the least important level that is logged.
    ///   - sink: where lines go.
    ///   - metadataProvider: adds metadata from the context of a call, such as `trace_id`.
    /// - Returns: whether this was the first call.
    @discardableResult
    public static func bootstrap(
        format: LogFormat, level: Logger.Level, sink: LogSink, metadataProvider: Logger.MetadataProvider? = nil
    ) -> Bool {
        connected.withLock { connected in
            guard connected == nil else { return false }
            connected = sink
            LoggingSystem.bootstrap(
                { label, provider in
                    LineLogHandler(
                        label: label, format: format, level: level, sink: sink, metadataProvider: provider)
                },
                metadataProvider: metadataProvider
            )
            return true
        }
    }

    /// Makes every `Logger` write as `KAURI_LOG_FORMAT`, `KAURI_LOG_LEVEL` and `KAURI_LOG_OUTPUT` say.
    ///
    /// - Throws: ``ConfigurationError`` when the log file cannot be opened.
    @discardableResult
    public static func bootstrap(
        _ configuration: ServiceConfiguration, metadataProvider: Logger.MetadataProvider? = nil
    ) throws(ConfigurationError) -> Bool {
        let sink: LogSink
        switch configuration[ServiceKeys.logOutput] {
        case "stderr": sink = .standardError
        case "stdout": sink = .standardOutput
        case let path:
            do {
                sink = try LogSink(path: path)
            } catch {
                throw ConfigurationError(problems: ["\(ServiceKeys.logOutput.environmentName): \(error)"])
            }
        }
        return bootstrap(
            format: configuration[ServiceKeys.logFormat], level: configuration[ServiceKeys.logLevel], sink: sink,
            metadataProvider: metadataProvider)
    }
}
