import Foundation
import Logging
import RabbitMQ
import Testing

/// The private broker that the tests run against, and how to mistreat it.
enum BrokerUnderTest {
    static let logger: Logger = {
        var logger = Logger(label: "test.rabbitmq")
        logger.logLevel = .error
        return logger
    }()

    /// Whether tests may kill the broker or raise alarms: only when nobody else uses it.
    static let allowsFaults = ProcessInfo.processInfo.environment["KAURI_FAULT_TESTS"] == "1"

    static func configuration() throws -> BrokerConfiguration {
        let url = try #require(
            ProcessInfo.processInfo.environment["AMQP_URL"], "AMQP_URL is not set: eval \"$(deploy/local/stack env)\"")
        return try BrokerConfiguration(url: url)
    }

    /// A name that no other test and no other run uses.
    static func name(_ purpose: String) -> String {
        "test.rabbitmq.\(purpose).\(String(UInt64.random(in: .min ... .max), radix: 36))"
    }

    /// Runs a command of `deploy/local/stack` and waits for its end.
    static func stack(_ arguments: String...) async throws {
        let path = try #require(ProcessInfo.processInfo.environment["KAURI_STACK"], "KAURI_STACK is not set")
        try await run(path, arguments)
    }

    /// Runs a program and waits for its end. Its output goes nowhere.
    ///
    /// Not with Foundation's `Process`: that waits for a socket to close which a broker, started by the program, inherits.
    static func run(_ path: String, _ arguments: [String]) async throws {
        let status = await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: spawn([path] + arguments)) }
        }
        try #require(status == 0, "\(path) \(arguments.first ?? "") ended with \(status)")
    }

    /// Blocks until the program has ended, and gives its wait status, or an error number if it could not be started.
    private static func spawn(_ words: [String]) -> CInt {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        for descriptor: CInt in 0...2 { posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0) }
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer {
            for argument in arguments { free(argument) }
            posix_spawn_file_actions_destroy(&actions)
        }
        var child = pid_t()
        let failure = posix_spawn(&child, words[0], &actions, nil, &arguments, environ)
        guard failure == 0 else { return failure }
        var status: CInt = 0
        while waitpid(child, &status, 0) == -1, errno == EINTR {}
        return status
    }
}

/// A queue of its own for one test, deleted afterwards.
func withQueue<Result>(
    _ purpose: String, arguments: MessageHeaders = ["x-queue-type": "quorum"],
    _ body: (String, BrokerAdministration) async throws -> Result
) async throws -> Result {
    let name = BrokerUnderTest.name(purpose)
    let administration = BrokerAdministration(configuration: try BrokerUnderTest.configuration())
    try await administration.declare(Topology(queues: [.init(name, arguments: arguments)]))
    do {
        let result = try await body(name, administration)
        try await administration.delete(queue: name)
        await administration.close()
        return result
    } catch {
        _ = try? await administration.delete(queue: name)
        await administration.close()
        throw error
    }
}

func makePublisher(
    _ limits: BrokerPublisher.Limits = BrokerPublisher.Limits(), topology: Topology = Topology()
) throws -> BrokerPublisher {
    let configuration = try BrokerUnderTest.configuration().named("test publisher")
    return BrokerPublisher(
        configuration: configuration, limits: limits, topology: topology, logger: BrokerUnderTest.logger)
}

func makeConsumer(_ queue: String, prefetch: UInt16 = 100, topology: Topology = Topology()) throws -> BrokerConsumer {
    let configuration = try BrokerUnderTest.configuration().named("test consumer")
    return BrokerConsumer(
        configuration: configuration, queues: [queue], prefetch: prefetch, topology: topology,
        logger: BrokerUnderTest.logger)
}

/// Messages with the ids `m0`, `m1`, … for one queue, through the default exchange.
func makeMessages(_ queue: String, _ range: Range<Int>, bytes: Int = 10) -> [OutgoingMessage] {
    range.map { number in
        OutgoingMessage(
            exchange: "", routingKey: queue, properties: MessageProperties(messageID: "m\(number)"),
            body: [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: bytes))
    }
}

/// Takes deliveries until there are `count`, and acknowledges none.
func takeDeliveries(_ count: Int, from consumer: BrokerConsumer) async throws -> [DeliveryBatch] {
    var batches: [DeliveryBatch] = []
    var taken = 0
    while taken < count {
        let batch = try await consumer.next(maximumCount: count - taken, maximumBytes: .max)
        taken += batch.deliveries.count
        batches.append(batch)
    }
    return batches
}

/// The error that an operation ends with, and how long that took.
func brokerError(_ operation: () async throws -> Void) async -> (error: BrokerError?, duration: Duration) {
    let start = ContinuousClock.now
    do {
        try await operation()
        return (nil, .now - start)
    } catch {
        return (error as? BrokerError, .now - start)
    }
}

/// Tests against the broker run one after another, so that the time limits mean something.
@Suite(.serialized, .timeLimit(.minutes(1)))
enum BrokerTests {}

/// A socket that listens on a free port of the loopback, and never answers.
func makeListener() throws -> (descriptor: CInt, port: Int) {
    let listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(listener, $0, length) == 0 && listen(listener, 5) == 0 && getsockname(listener, $0, &length) == 0
        }
    }
    try #require(isListening)
    return (listener, Int(UInt16(bigEndian: address.sin_port)))
}
