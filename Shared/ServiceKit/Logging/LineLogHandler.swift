import Logging

/// A log handler that writes each event as one line, as JSON or for a terminal.
///
/// A line has at most ``longestLine`` bytes: long texts are cut, further metadata is left out, and the line says so.
public struct LineLogHandler: LogHandler {
    /// The most bytes of a line, its line end included.
    public static let longestLine = 16 << 10

    /// The least important level that is logged.
    public var logLevel: Logger.Level
    /// Metadata of this logger.
    public var metadata: Logger.Metadata = [:]
    /// Adds metadata from the context of the call.
    public var metadataProvider: Logger.MetadataProvider?

    private let label: String
    private let format: LogFormat
    private let sink: LogSink

    /// A handler.
    ///
    /// - Parameters:
    ///   - label: the name of the logger.
    ///   - format: how a line looks.
    ///   - level: the least important level that is logged.
    ///   - sink: where lines go.
    ///   - metadataProvider: adds metadata from the context of the call.
    public init(
        label: String, format: LogFormat, level: Logger.Level, sink: LogSink,
        metadataProvider: Logger.MetadataProvider? = nil
    ) {
        self.label = label
        self.format = format
        self.logLevel = level
        self.sink = sink
        self.metadataProvider = metadataProvider
    }

    /// One value of this logger's metadata.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes one line.
    public func log(event: LogEvent) {
        var merged = metadata
        if let provided = metadataProvider?.get() { merged.merge(provided) { $1 } }
        if let given = event.metadata { merged.merge(given) { $1 } }
        if let error = event.error {
            merged["error.message"] = "\(error)"
            merged["error.type"] = "\(String(reflecting: type(of: error)))"
        }
        let line = LogLine(
            time: LogTimestamp.now(), level: event.level, label: label, message: event.message.description,
            metadata: FlatMetadata(merged), source: event.source)
        switch format {
        case .json: sink.write(line.json(limit: Self.longestLine))
        case .console: sink.write(line.console(limit: Self.longestLine))
        }
    }
}
