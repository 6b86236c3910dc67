/// How a log line looks.
public enum LogFormat: String, CaseIterable, Sendable {
    /// One JSON object per line, for machines.
    case json
    /// Text for a terminal.
    case console
}
