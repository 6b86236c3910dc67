import Hummingbird
import Logging
import ServiceLifecycle
import Synchronization

/// The small HTTP port for those who run the service: `/health/live`, `/health/ready` and `/metrics`.
///
/// It has no authentication and shows no secrets; it is bound to 127.0.0.1 unless configured otherwise. At most
/// ``mostConnections`` connections are served, further ones wait; one that sends no complete request for
/// 30 seconds is closed.
public struct OperationsServer: Service {
    /// The most connections that are served at once.
    public static let mostConnections = 64
    private let host: String
    private let requestedPort: Int
    private let health: HealthRegistry
    private let metrics: PrometheusRegistry
    private let logger: Logger
    private let listening = ListeningPort()
    /// How long a connection may stay without a complete request.
    var idleTimeout = Duration.seconds(30)

    /// A server, which listens once it runs.
    ///
    /// - Parameters:
    ///   - host: the address to listen on.
    ///   - port: the port to listen on; 0 takes any free one, see ``port``.
    ///   - health: answers the two health requests.
    ///   - metrics: answers `/metrics`.
    ///   - logger: gets a line with the port.
    public init(host: String, port: Int, health: HealthRegistry, metrics: PrometheusRegistry, logger: Logger) {
        self.host = host
        self.requestedPort = port
        self.health = health
        self.metrics = metrics
        self.logger = logger
    }

    /// The port that the server listens on; `nil` before it does.
    public var port: Int? { listening.value }

    /// Serves until graceful shutdown.
    ///
    /// - Throws: ``ServiceFailure/dependencyAway(_:)`` when the port cannot be had.
    public func run() async throws {
        // Hummingbird's own lines say nothing that the line below does not say.
        var quiet = logger
        quiet.logLevel = .critical
        let application = Application(
            router: router(),
            server: .http1(
                configuration: .init(
                    idleTimeout: .init(idleTimeout),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: 8 << 10, maxHeaderListSize: 16 << 10, maxHeaderFieldCount: 100))),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: requestedPort),
                availableConnectionsDelegate: .maximum(Self.mostConnections, logger: quiet)),
            onServerRunning: { [listening, logger, host] channel in
                let port = channel.localAddress?.port
                listening.set(port)
                logger.info(
                    "Health and metrics are served",
                    metadata: ["host": "\(host)", "port": "\(port ?? requestedPort)"])
            },
            logger: quiet
        )
        do {
            try await application.run()
        } catch {
            guard port == nil, !(error is CancellationError) else { throw error }
            throw ServiceFailure.dependencyAway("cannot listen on \(host):\(requestedPort): \(error)")
        }
    }

    private func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.get("/health/live") { [health] _, _ in
            let liveness = health.liveness()
            return HealthPage.response(liveness)
        }
        router.get("/health/ready") { [health] _, _ in
            let readiness = health.readiness
            return HealthPage.response(readiness)
        }
        router.get("/metrics") { [metrics] _, _ in
            Response(
                status: .ok, headers: [.contentType: ExpositionPage.contentType, .cacheControl: "no-store"],
                body: .init(byteBuffer: ByteBuffer(string: metrics.exposition())))
        }
        return router
    }
}

/// The port of a running server.
private final class ListeningPort: Sendable {
    private let port = Mutex<Int?>(nil)

    var value: Int? { port.withLock { $0 } }

    func set(_ value: Int?) {
        port.withLock { $0 = value }
    }
}
