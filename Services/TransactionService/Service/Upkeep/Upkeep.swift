import Logging
import ServiceKit
import ServiceLifecycle

/// A part of the service that does a small job again and again, and survives its failures.
struct Upkeep: Service, CustomStringConvertible {
    let name: String
    let interval: Duration
    let health: HealthPart?
    let logger: Logger
    /// The job; what it throws is logged once until it works again.
    let job: @Sendable () async throws -> Void
    /// Done once at the end.
    var end: @Sendable () async -> Void = {}

    var description: String { name }

    func run() async throws {
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
