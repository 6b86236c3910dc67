import Logging
import RabbitMQ
import ServiceKit
import ServiceLifecycle

/// Tells the router that time passes.
struct Ticker: Service, CustomStringConvertible {
    let intake: Intake

    var description: String { "ticker" }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await Task.sleep(for: .milliseconds(10))) != nil { intake.submit(.tick) }
        }
    }
}

/// Keeps the way to the store open, and ends last: what was accepted from anybody is with the broker before the process is gone.
struct Persistence: Service, CustomStringConvertible {
    let desk: Desk
    let lines: Lines
    let health: HealthPart
    let logger: Logger

    var description: String { "persistence" }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            repeat {
                do {
                    if !lines.persistence.isConnected { try await lines.persistence.connect() }
                    health.report(.ok)
                } catch {
                    if health.report(.failing("\(error)")) {
                        logger.warning("messages cannot be stored", metadata: ["error": "\(error)"])
                    }
                }
            } while (try? await Task.sleep(for: .milliseconds(500))) != nil
        }
        for _ in 0..<500 {
            if await desk.isDrained { break }
            try? await Task.sleep(for: .milliseconds(20))
        }
        await lines.close()
    }
}

/// Sends people away when the service is to end, before anything else ends.
struct Drain: Service, CustomStringConvertible {
    let desk: Desk
    /// Over how long.
    let limit: Duration

    var description: String { "drain" }

    func run() async throws {
        try? await gracefulShutdown()
        let milliseconds = Int(limit.components.seconds * 1_000)
        await desk.drain(over: milliseconds)
        // In a task of its own: this one may be cancelled with the group, and people are still to be told.
        await Task { try? await Task.sleep(for: .milliseconds(milliseconds + 100)) }.value
    }
}
