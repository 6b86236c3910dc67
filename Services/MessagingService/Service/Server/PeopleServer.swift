import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import ServiceKit
import ServiceLifecycle

/// The port that people connect to: WebSockets and HTTP.
struct PeopleServer: Service, CustomStringConvertible {
    let settings: MessagingSettings
    let doors: Doors
    let health: HealthRegistry
    let part: HealthPart
    let logger: Logger

    var description: String { "people" }

    func run() async throws {
        var quiet = logger
        quiet.logLevel = .critical
        let door = doors.socket
        let upgrader = WebSocketUpgrader { _, head in
            SocketHandler(door, bearer: head.headers.first(name: "Authorization").flatMap { Request.bearer(in: $0) })
        }
        let application = Application(
            router: doors.router(health),
            server: HTTPServerBuilder { responder in
                MessagingChannel(responder: responder, upgrader: upgrader, idleTimeout: .seconds(60))
            },
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: settings.port),
                backlog: 1_024,
                availableConnectionsDelegate: .maximum(settings.connections, logger: quiet)),
            onServerRunning: { [logger, settings, part] channel in
                part.report(.ok)
                logger.info(
                    "People are served",
                    metadata: [
                        "host": "\(settings.host)", "port": "\(channel.localAddress?.port ?? settings.port)",
                        "instance": "\(settings.instance)",
                    ])
            },
            logger: quiet)
        do {
            try await application.run()
        } catch {
            guard !(error is CancellationError) else { throw error }
            throw ServiceFailure.dependencyAway("cannot serve \(settings.host):\(settings.port): \(error)")
        }
    }
}
