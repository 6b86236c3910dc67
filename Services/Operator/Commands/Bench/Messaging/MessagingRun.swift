import Contracts
import MessagingClient
import NIOCore
import NIOPosix
import Postgres
import RabbitMQ
import ServiceKit

/// One measurement, from the first connection to the report.
struct MessagingRun: Sendable {
    let plan: MessagingPlan
    let address: MessagingAddress
    let echo: EchoTime
    let broker: BrokerConfiguration
    let database: PostgresConfiguration

    /// Connections over which HTTP requests go, for each event loop.
    private static let httpConnections = 32
    /// How long nothing may be stored before what is missing is given up.
    private static let patience = Duration.seconds(30)

    /// Measures, and takes everything down again.
    func measure() async throws -> MessagingReport {
        let log = MessageLog(database: database, runID: plan.runID)
        let before = try await log.head()
        let tokens = BenchTokens(try await .configured(), lasting: plan.duration + plan.warmUp)
        let (people, service) = (try await tokens.people(plan.connections), try await tokens.service())
        let publisher = BrokerPublisher(
            configuration: broker, limits: .init(confirmTimeout: .seconds(30), maximumPending: 100_000),
            logger: Settings.logger)
        if plan.source == .broker { try await publisher.connect() }
        var around = MessagingReport.Surroundings()
        let (result, echoed) = try await loaded(people: people, service: service, publisher, &around)
        around.persisted = try await log.count(
            after: before, reaching: result.sends.accepted, patience: Self.patience)
        await publisher.close(within: .seconds(2))
        var echoes = echoed
        if echo == .after { echoes = try await withEcho { try await $0.run() }.deliveries }
        return MessagingReport(plan, result, around, echo: echoes, when: echo)
    }

    private func loaded(
        people: [String], service: String, _ publisher: BrokerPublisher, _ around: inout MessagingReport.Surroundings
    ) async throws -> (MessagingLoad.Result, DeliveryBook?) {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: MessagingPlan.loops)
        let load = MessagingLoad("messages", plan, at: address, target: .service(tokens: people), on: group) { loop in
            door(loop, service, publisher)
        }
        let memory = ServiceMeter(address)
        let processors = ProcessorMeter(broker: broker, database: database)
        do {
            around.rssBefore = memory.residentBytes
            try await load.open()
            around.rssConnected = memory.residentBytes
            let (earlier, own) = (processors.read(), memory.processorSeconds)
            let found: (MessagingLoad.Result, DeliveryBook?)
            if echo == .beside {
                found = try await withEcho { echo in
                    async let echoed = echo.run()
                    let result = try await load.run()
                    return (result, try await echoed.deliveries)
                }
            } else {
                found = (try await load.run(), nil)
            }
            around.rssAfter = memory.residentBytes
            around.cpu = Self.processors(processors.read().since(earlier), own, memory.processorSeconds)
            await load.close()
            try await group.shutdownGracefully()
            return found
        } catch {
            await load.close()
            try? await group.shutdownGracefully()
            throw failure(error)
        }
    }

    private func door(_ loop: any EventLoop, _ service: String, _ publisher: BrokerPublisher) -> LoadDoor {
        switch plan.source {
        case .websocket: .sockets
        case .http:
            .http((0..<Self.httpConnections).map { _ in HTTPConnection(address, on: loop) }, service: service)
        case .broker: .broker(publisher, user: broker.user)
        }
    }

    /// Starts an echo, connects to it, does something, and ends it.
    private func withEcho<Result: Sendable>(
        _ body: (MessagingLoad) async throws -> Result
    ) async throws -> Result {
        let process = try EchoProcess()
        defer { process.stop() }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: MessagingPlan.loops)
        let load = MessagingLoad("echo", plan.overSockets, at: process.address, target: .echo, on: group) { _ in
            .sockets
        }
        do {
            try await load.open()
            let result = try await body(load)
            await load.close()
            try await group.shutdownGracefully()
            return result
        } catch {
            await load.close()
            try? await group.shutdownGracefully()
            throw error
        }
    }

    private static func processors(
        _ seconds: ProcessorMeter.Seconds, _ before: Double?, _ after: Double?
    ) -> [String: Double] {
        var found: [String: Double] = [:]
        found["broker"] = seconds.broker
        found["database"] = seconds.database
        found["load"] = seconds.load
        found["transaction_service"] = seconds.service
        if let before, let after { found["messaging_service"] = ((after - before) * 100).rounded() / 100 }
        return found
    }

    /// Says of an error what it means for an operator.
    private func failure(_ error: any Error) -> any Error {
        switch error {
        case let ending as SocketEnding where ending.code == 4_401:
            OperatorFailure(
                .configuration, "the service does not believe the tokens: \(ending.reason)",
                advice: "KAURI_TOKEN_SECRETS must be the service's own.")
        case let ending as SocketEnding:
            OperatorFailure(.unavailable, "\(address): \(ending)", advice: "See the log of messaging-service.")
        case is NIOConnectionError:
            OperatorFailure(
                .unavailable, "nobody listens at \(address)", advice: "Start messaging-service, or correct --url.")
        default: error
        }
    }
}
