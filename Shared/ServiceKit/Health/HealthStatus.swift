/// How a part of the service is.
public enum HealthStatus: Sendable, Equatable {
    /// Works.
    case ok
    /// Has not worked yet since the start.
    case starting
    /// Does not work. The reason is shown to whoever asks: at most 200 characters, credentials in URLs are hidden.
    case failing(String)
}

/// Whether the service should get work, part by part.
public struct Readiness: Sendable, Equatable {
    /// Whether every required part is ok and the service is not stopping.
    public let isReady: Bool
    /// Whether the service was asked to stop.
    public let isStopping: Bool
    /// The parts by name.
    public let parts: [Part]

    /// One part.
    public struct Part: Sendable, Equatable {
        /// The name it was registered with.
        public let name: String
        /// How it is.
        public let status: HealthStatus
        /// Whether the service is ready only when this part is ok.
        public let isRequired: Bool
    }
}

/// Whether the process makes progress.
public struct Liveness: Sendable, Equatable {
    /// The names of busy loops that made no progress for too long; the process should be restarted when there is one.
    public let stuck: [String]

    /// Whether nothing is stuck.
    public var isAlive: Bool { stuck.isEmpty }
}
