import Logging
import ServiceLifecycle

/// A part of the service that does a small job again and again, and survives its failures.
public struct Upkeep: Service, CustomStringConvertible {
    let name: String
    let interval: Duration
    let health: HealthPart?
    let logger: Logger
    let job: @Sendable () async throws -> Void
    let end: @Sendable () async -> Void

    /// A part.
    ///
    /// - Parameters:
    ///   - name: for logs.
    ///   - interval: the pause after each time.
    ///   - health: where it is told whether the job succeeds; nil where the job tells it by itself.
    ///   - job: the job; what it throws is logged once until it works again.
    ///   - end: done once at the end.
    public init(
        name: String, interval: Duration, health: HealthPart?, logger: Logger,
        job: @escaping @Sendable () async throws -> Void, end: @escaping @Sendable () async -> Void = {}
    ) {
        self.name = name
        self.interval = interval
        self.health = health
        self.logger = logger
        self.job = job
        self.end = end
    }

    public var description: String { name }

    public func run() async throws {
        await cancelWhenGracefulShutdown {
            var isFailing = false
            while !Task.isCancelled {
                do {
                    try await job()
                    health?.report(.ok)
                    if isFailing { logger.info("\(name) works again") }
                    isFailing = false
                } catch  where !Task.isCancelled {
                    health?.report(.failing("\(error)"))
                    if !isFailing {
                        logger.warning("\(name) fails and is tried again", metadata: ["error": "\(error)"])
                    }
                    isFailing = true
                } catch {}
                try? await Task.sleep(for: interval)
            }
        }
        await end()
    }
}
