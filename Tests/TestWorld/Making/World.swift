import Foundation
import Logging
import Postgres
import RabbitMQ

/// A ledger for one suite alone: a virtual host, a database, and services that know nothing else.
public actor World {
    /// The world that the running test belongs to, where the suite has the trait ``WorldTrait``.
    @TaskLocal public static var current: World?

    /// The servers that it lives on.
    public nonisolated let stack: Stack
    /// The name of its virtual host and of its database.
    public nonisolated let name: String
    /// RabbitMQ, with the world's virtual host.
    public nonisolated let broker: BrokerConfiguration
    /// The world's database as its owner.
    public nonisolated let ownerDatabase: PostgresConfiguration
    /// The world's database as the role of the service.
    public nonisolated let serviceDatabase: PostgresConfiguration
    /// Says errors only; tests provoke warnings on purpose.
    public nonisolated let logger: Logger

    private let plan: WorldPlan
    nonisolated let brokerURL: String
    nonisolated let databaseURL: String
    /// All instances that were ever added, in that order.
    public private(set) var services: [TransactionServiceProcess] = []
    private var closing: [@Sendable () async -> Void] = []
    private var tap: MessageTap?
    /// How many instances of messaging-service were ever added.
    var messagingCount = 0
    /// The start of the first of them.
    var messagingStart: Task<MessagingServiceProcess, any Error>?

    init(plan: WorldPlan, stack: Stack, purpose: String) throws {
        self.plan = plan
        self.stack = stack
        let purpose = purpose.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.prefix(30)
        name = "test_\(purpose)_" + String(UInt32.random(in: 0 ..< .max), radix: 36)
        brokerURL = try stack.url(stack.broker, path: name)
        databaseURL = try stack.url(stack.service, path: name)
        broker = try BrokerConfiguration(url: brokerURL).named("test \(purpose)")
        var owner = try PostgresConfiguration(url: stack.url(stack.owner, path: name))
        // An audit of half a million transactions may take its time.
        owner.statementTimeout = .seconds(120)
        owner.queryTimeout = .seconds(130)
        ownerDatabase = owner
        serviceDatabase = try PostgresConfiguration(url: databaseURL)
        var logger = Logger(label: "test.world")
        logger.logLevel = .error
        self.logger = logger
    }

    /// The world of the running test.
    ///
    /// - Throws: ``WorldError`` when the suite has none.
    public static var here: World {
        get throws {
            guard let current else { throw WorldError("the suite lacks the trait .world()") }
            return current
        }
    }

    /// The first service.
    public var service: TransactionServiceProcess {
        get throws {
            guard let first = services.first else { throw WorldError("the world has no service") }
            return first
        }
    }

    /// Adds an instance that is not started yet.
    ///
    /// - Parameter settings: beside and before those of the plan.
    public func addService(settings: [String: String] = [:]) throws -> TransactionServiceProcess {
        let environment = ProcessInfo.processInfo.environment
        let binary = try Stack.value("KAURI_BIN_DIR", in: environment) + "/transaction-service"
        guard FileManager.default.isExecutableFile(atPath: binary) else {
            throw WorldError("\(binary) is missing; run: swift build --product transaction-service")
        }
        var own = environment.filter { !$0.key.hasPrefix("KAURI_") }
        own["AMQP_URL"] = brokerURL
        own["DATABASE_URL"] = databaseURL
        own["KAURI_HTTP_PORT"] = "0"
        own.merge(plan.settings) { $1 }
        own.merge(settings) { $1 }
        let name = "\(name.split(separator: "_").dropFirst().first ?? "world")-service-\(services.count)"
        let folder = stack.isOwn ? try Stack.shared().folder : stack.folder
        let log = try LogFile(URL(filePath: folder).appending(path: "log/worlds/\(name).log"))
        let service = TransactionServiceProcess(name: name, binary: binary, environment: own, log: log)
        services.append(service)
        return service
    }

    /// Adds an instance and waits until it is ready.
    @discardableResult
    public func startService(settings: [String: String] = [:]) async throws -> TransactionServiceProcess {
        let service = try addService(settings: settings)
        try await service.start()
        return service
    }

    /// Remembers what is to be done before the world ends.
    public func atTheEnd(_ work: @escaping @Sendable () async -> Void) { closing.append(work) }

    /// The last lines of all services' logs, for failures.
    public func logTails() -> String {
        services.map { "\($0.name):\n\($0.logTail())" }.joined(separator: "\n")
    }

    func make() async throws {
        try await makeVirtualHost()
        // A broker that is killed forgets what it was to copy.
        if let folder = MessageTap.folder, !stack.isOwn { tap = try await MessageTap(self, folder: folder) }
        try await makeDatabase()
        for _ in 0..<plan.services { _ = try addService() }
        for service in services { try await service.start() }
    }

    /// Ends everything, whatever state it is in.
    ///
    /// - Throws: the first thing that did not end as it should.
    func end() async throws {
        var failure: (any Error)?
        for work in closing.reversed() { await work() }
        closing = []
        for service in services {
            do { try await service.stop() } catch { failure = failure ?? error }
        }
        do { try await tap?.end() } catch { failure = failure ?? error }
        do {
            if stack.isOwn { try await stack.down() } else { try await remove() }
        } catch {
            failure = failure ?? error
        }
        if let failure { throw failure }
    }
}
