import Synchronization

/// How the parts of the service are, for `/health/live` and `/health/ready`.
///
/// Parts register once, at start, and report whenever their state changes. At most ``mostParts`` parts and as many heartbeats
/// are kept; both live as long as the registry.
public final class HealthRegistry: Sendable {
    /// The most parts, and the most heartbeats.
    public static let mostParts = 256

    private let state = Mutex(State())

    private struct State {
        var parts: [String: Readiness.Part] = [:]
        var heartbeats: [Heartbeat] = []
        var isStopping = false
    }

    /// A registry without parts, which is ready.
    public init() {}

    /// Adds a part, which is starting until it reports. A name that is known keeps its status.
    ///
    /// - Parameters:
    ///   - name: the name in the answer of `/health/ready`.
    ///   - isRequired: whether the service is ready only when this part is ok.
    /// - Returns: the handle that the part reports with.
    public func register(_ name: String, isRequired: Bool = true) -> HealthPart {
        state.withLock { state in
            precondition(state.parts.count < Self.mostParts, "Parts are registered at start, not per piece of work")
            let status = state.parts[name]?.status ?? .starting
            state.parts[name] = Readiness.Part(name: name, status: status, isRequired: isRequired)
        }
        return HealthPart(name: name, registry: self)
    }

    /// Adds a watchdog for a loop.
    ///
    /// - Parameters:
    ///   - name: the name in the answer of `/health/live`.
    ///   - limit: how long the loop may be busy without progress.
    public func heartbeat(_ name: String, limit: Duration) -> Heartbeat {
        let heartbeat = Heartbeat(name: name, limit: limit)
        state.withLock { state in
            precondition(state.heartbeats.count < Self.mostParts, "Heartbeats are made at start, not per piece of work")
            state.heartbeats.append(heartbeat)
        }
        return heartbeat
    }

    /// Makes the service not ready for good, so that nobody sends it new work while it finishes the old.
    public func stop() {
        state.withLock { $0.isStopping = true }
    }

    /// Whether the service should get work.
    public var readiness: Readiness {
        state.withLock { state in
            let parts = state.parts.values.sorted { $0.name < $1.name }
            let works = parts.allSatisfy { !$0.isRequired || $0.status == .ok }
            return Readiness(isReady: works && !state.isStopping, isStopping: state.isStopping, parts: parts)
        }
    }

    /// Whether the process makes progress at a moment.
    public func liveness(at now: SuspendingClock.Instant = .now) -> Liveness {
        let heartbeats = state.withLock { $0.heartbeats }
        return Liveness(stuck: heartbeats.filter { $0.isStuck(at: now) }.map(\.name).sorted())
    }

    /// Returns the status before.
    fileprivate func report(_ status: HealthStatus, for name: String) -> HealthStatus? {
        state.withLock { state in
            guard let part = state.parts[name] else { return nil }
            state.parts[name] = Readiness.Part(name: name, status: status.shortened, isRequired: part.isRequired)
            return part.status
        }
    }
}

/// The handle with which a part of the service says how it is.
public struct HealthPart: Sendable {
    /// The name it was registered with.
    public let name: String

    fileprivate let registry: HealthRegistry

    /// Says how the part is.
    ///
    /// - Returns: whether that is a change, which is then worth a log line.
    @discardableResult
    public func report(_ status: HealthStatus) -> Bool {
        registry.report(status, for: name) != status.shortened
    }
}

extension HealthStatus {
    /// The status with a reason that is short and shows no credentials.
    var shortened: HealthStatus {
        guard case .failing(let reason) = self else { return self }
        return .failing(CredentialFilter.hide(in: reason).clipped(200))
    }
}
