import CoreMetrics
import Logging
import ServiceLifecycle
import Testing
import Waiting

@testable import ServiceKit

@Suite struct OperationsServerTests {
    private let folder: ScratchFolder
    private let health = HealthRegistry()
    private let metrics = PrometheusRegistry()

    init() throws {
        folder = try ScratchFolder()
    }

    /// Runs a server on a free port while `body` works.
    private func withServer(
        idleTimeout: Duration = .seconds(30), _ body: (Int) async throws -> Void
    ) async throws {
        let logger = try folder.logger("log")
        var server = OperationsServer(host: "127.0.0.1", port: 0, health: health, metrics: metrics, logger: logger)
        server.idleTimeout = idleTimeout
        let group = ServiceGroup(services: [server], logger: logger)
        async let running: Void = group.run()
        do {
            try await body(try await untilFound("a port") { [server] in server.port })
        } catch {
            await group.triggerGracefulShutdown()
            throw error
        }
        await group.triggerGracefulShutdown()
        try await running
    }

    @Test func readinessIsAnsweredPartByPart() async throws {
        let broker = health.register("broker")
        health.register("database").report(.ok)
        try await withServer { port in
            let starting = try await get("/health/ready", port: port)
            #expect(starting.status == 503)
            #expect(starting.head.contains("content-type: application/json"))
            #expect(
                starting.body
                    == #"{"parts":[{"name":"broker","required":true,"status":"starting"},"#
                    + #"{"name":"database","required":true,"status":"ok"}],"status":"not ready"}"#)
            broker.report(.failing("amqp://guest:hunter2@h refused"))
            let failing = try await get("/health/ready", port: port)
            #expect(failing.status == 503)
            #expect(failing.body.contains(#""reason":"amqp://<secret>@h refused""#))
            broker.report(.ok)
            let ready = try await get("/health/ready", port: port)
            #expect(ready.status == 200)
            #expect(ready.body.hasSuffix(#""status":"ok"}"#))
            health.stop()
            let stopping = try await get("/health/ready", port: port)
            #expect(stopping.status == 503)
            #expect(stopping.body.hasSuffix(#""status":"stopping"}"#))
        }
    }

    @Test func livenessNamesWhatIsStuck() async throws {
        let heartbeat = health.heartbeat("lane 0", limit: .zero)
        try await withServer { port in
            let alive = try await get("/health/live", port: port)
            #expect(alive == HTTPAnswer(status: 200, head: alive.head, body: #"{"status":"ok","stuck":[]}"#))
            heartbeat.beat(at: .now.advanced(by: .seconds(-1)))
            let stuck = try await get("/health/live", port: port)
            #expect(stuck.status == 503)
            #expect(stuck.body == #"{"status":"stuck","stuck":["lane 0"]}"#)
        }
    }

    @Test func metricsAreServedAsText() async throws {
        Counter(label: "kauri_commands", factory: metrics).increment(by: 3)
        try await withServer { port in
            let answer = try await get("/metrics", port: port)
            #expect(answer.status == 200)
            #expect(answer.head.contains("content-type: text/plain; version=0.0.4; charset=utf-8"))
            #expect(answer.body.contains("\nkauri_commands_total 3\n"))
            #expect(answer.body.contains("\nprocess_resident_memory_bytes "))
        }
    }

    @Test func anythingElseIsRefused() async throws {
        try await withServer { port in
            #expect(try await get("/", port: port).status == 404)
            let broken = try await exchange("nonsense\r\n\r\n", port: port)
            #expect(broken.hasPrefix("HTTP/1.1 400"))
            let fields = (0..<200).map { "x-\($0): y\r\n" }.joined()
            let large = try await exchange("GET /health/live HTTP/1.1\r\nhost: h\r\n\(fields)\r\n", port: port)
            #expect(large.hasPrefix("HTTP/1.1 4"))
            #expect(try await get("/health/live", port: port).status == 200)
        }
    }

    @Test func aPortInUseIsADependencyThatIsAway() async throws {
        try await withServer { port in
            let second = OperationsServer(
                host: "127.0.0.1", port: port, health: health, metrics: metrics, logger: try folder.logger("second"))
            let error = await #expect(throws: ServiceFailure.self) { try await second.run() }
            guard case .dependencyAway(let reason) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(reason.contains("127.0.0.1:\(port)"))
        }
    }

    @Test(arguments: [
        "", "GET /health/live HTTP/1.1\r\nhost:", "POST /x HTTP/1.1\r\nhost: h\r\ncontent-length: 9\r\n\r\nab",
    ])
    func aConnectionThatSendsNoWholeRequestIsClosed(start: String) async throws {
        try await withServer(idleTimeout: .milliseconds(100)) { port in
            // Returns only when the server has closed the connection.
            let answer = try await exchange(start, port: port)
            #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 404"))
        }
    }

    @Test func theChosenPortIsLogged() async throws {
        try await withServer { port in
            #expect(folder.lines("log").contains { $0.contains("\"port\":\"\(port)\"") })
        }
    }
}
