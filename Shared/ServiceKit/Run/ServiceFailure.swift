/// Why a service cannot go on. Throw it from the closure given to ``ServiceRunner`` or from `run()` of a part: the exit code
/// of the process follows from it. Reasons are logged, so they must not contain secrets.
public enum ServiceFailure: Error, Equatable, CustomStringConvertible {
    /// The configuration is wrong in a way that only showed now. Starting again does not help.
    case wrongConfiguration(String)
    /// Something that the service needs from outside is not there. Starting again later may help.
    case dependencyAway(String)
    /// A part failed or ended without being asked to.
    case partFailed(String)

    /// The reason.
    public var description: String {
        switch self {
        case .wrongConfiguration(let reason), .dependencyAway(let reason), .partFailed(let reason): reason
        }
    }
}

/// The exit codes of a service, after `sysexits.h`.
public enum ServiceExit: Int32, Sendable {
    /// Stopped as asked, all work finished.
    case clean = 0
    /// The configuration is wrong; every problem is on standard error. Starting again does not help.
    case wrongConfiguration = 64
    /// A part failed, or stopping took longer than allowed. Starting again is right.
    case failed = 70
    /// Something outside is not there: database, broker, port. Starting again later is right.
    case dependencyAway = 75

    /// The exit code for what a service threw.
    init(_ error: any Error) {
        switch error {
        case is ConfigurationError, ServiceFailure.wrongConfiguration: self = .wrongConfiguration
        case ServiceFailure.dependencyAway: self = .dependencyAway
        default: self = .failed
        }
    }
}
