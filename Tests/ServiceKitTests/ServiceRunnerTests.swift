import Glibc
import Logging
import ServiceKit
import ServiceLifecycle
import Synchronization
import Testing
import Waiting

/// What the parts of a test's service did, in order.
private final class Journal: Sendable {
    private let entries = Mutex<[String]>([])

    var lines: [String] { entries.withLock { $0 } }

    func add(_ line: String) {
        entries.withLock { $0.append(line) }
    }
}

/// A part that works until it is asked to stop and then finishes its work.
private struct Worker: Service, CustomStringConvertible {
    let description: String
    let journal: Journal
    var atEnd: @Sendable () async throws -> Void = {}

    func run() async throws {
        journal.add("\(description) started")
        try await gracefulShutdown()
        try await atEnd()
        journal.add("\(description) finished")
    }
}

private struct Failing: Service {
    let error: (any Error)?

    func run() async throws {
        if let error { throw error }
    }
}

/// Signals reach every test of the process, so one test at a time.
@Suite(.serialized) struct ServiceRunnerTests {
    private let folder: ScratchFolder
    private let journal = Journal()

    init() throws {
        folder = try ScratchFolder()
    }

    private func context(timeout: String = "20s", port: Int = 0) throws -> ServiceContext {
        ServiceContext(
            name: "test",
            configuration: try ServiceConfiguration.load(
                [ServiceKeys.section(httpPort: port)], environment: ["KAURI_SHUTDOWN_TIMEOUT": timeout]),
            logger: try folder.logger("log"))
    }

    private func port() async throws -> Int {
        try await untilFound("a port in the log") {
            folder.lines("log").lazy.compactMap { $0.firstMatch(of: /"port":"(\d+)"/).flatMap { Int($0.1) } }.first
        }
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func aSignalStopsTheServiceGracefully(signal: Int32) async throws {
        let context = try context()
        let journal = journal
        async let exit = ServiceRunner.run(context, signals: true) { context in
            let part = context.health.register("worker")
            return [
                Worker(description: "first", journal: journal),
                Worker(description: "second", journal: journal) {
                    // Whoever asks while work is finished learns that no new work should come.
                    let port = try await port()
                    let answer = try await get("/health/ready", port: port)
                    journal.add("ready \(answer.status), live \(try await get("/health/live", port: port).status)")
                },
                Worker(description: "third", journal: journal) { part.report(.failing("closed")) },
            ]
        }
        try await eventually("three parts") { journal.lines.count == 3 }
        kill(getpid(), signal)
        #expect(await exit == .clean)
        #expect(
            journal.lines.suffix(4) == [
                "third finished", "ready 503, live 200", "second finished", "first finished",
            ])
        #expect(folder.lines("log").last?.contains("\"exit_code\":\"0\"") == true)
    }

    @Test func healthIsServedWhileTheServiceStarts() async throws {
        let context = try context()
        let gate = AsyncStream.makeStream(of: Void.self)
        let group = try runInGroup(context) { _ in
            for await _ in gate.stream { break }
            return []
        }
        let port = try await port()
        #expect(try await get("/health/live", port: port).status == 200)
        let starting = try await get("/health/ready", port: port)
        #expect(starting.status == 503)
        #expect(starting.body.contains(#"{"name":"start","required":true,"status":"starting"}"#))
        gate.continuation.finish()
        try await eventually("readiness") { context.health.readiness.isReady }
        #expect(await group.stop() == .clean)
    }

    @Test func aStartThatIsAskedToStopIsCancelled() async throws {
        let group = try runInGroup(try context()) { _ in
            try await Task.sleep(for: .seconds(3_600))
            return []
        }
        _ = try await port()
        #expect(await group.stop() == .clean)
    }

    @Test func whatIsNotFinishedInTimeIsCancelled() async throws {
        let journal = journal
        let group = try runInGroup(try context(timeout: "1s")) { _ in
            [
                Worker(description: "first", journal: journal),
                Worker(description: "slow", journal: journal) { try await Task.sleep(for: .seconds(3_600)) },
            ]
        }
        try await eventually("two parts") { journal.lines.count == 2 }
        let began = SuspendingClock.now
        #expect(await group.stop() == .failed)
        #expect((1.0..<10).contains(began.duration(to: .now) / .seconds(1)))
        #expect(!journal.lines.contains("slow finished"))
    }

    @Test func aFailureStopsTheOthersGracefully() async throws {
        let journal = journal
        let cases: [((any Error)?, ServiceExit)] = [
            (NeverHappened(what: "x"), .failed), (nil, .failed),
            (ServiceFailure.dependencyAway("the database is away"), .dependencyAway),
            (ServiceFailure.wrongConfiguration("no such lane"), .wrongConfiguration),
        ]
        for (error, expected) in cases {
            let exit = await ServiceRunner.run(try context(), signals: false) { _ in
                [Worker(description: "other", journal: journal), Failing(error: error)]
            }
            #expect(exit == expected)
        }
        #expect(journal.lines.filter { $0 == "other finished" }.count == cases.count)
    }

    @Test func aFailedStartGivesItsExitCode() async throws {
        let exit = await ServiceRunner.run(try context(), signals: false) { _ in
            throw ServiceFailure.dependencyAway("the broker is away")
        }
        #expect(exit == .dependencyAway)
        #expect(folder.lines("log").last?.contains("the broker is away") == true)
    }

    @Test func aPortInUseIsSaidAtOnce() async throws {
        let group = try runInGroup(try context()) { _ in [] }
        let port = try await port()
        let exit = await ServiceRunner.run(try context(port: port), signals: false) { _ in [] }
        #expect(exit == .dependencyAway)
        #expect(await group.stop() == .clean)
    }

    @Test func theLastResortEndsWhatIgnoresCancellation() async throws {
        let journal = journal
        let context = try context(timeout: "1s")
        let release = AsyncStream.makeStream(of: Void.self)
        async let exit = ServiceRunner.run(
            context, signals: true,
            lastResort: {
                journal.add("last resort")
                release.continuation.finish()
            }
        ) { _ in
            [
                Worker(description: "deaf", journal: journal) {
                    await Task { for await _ in release.stream {} }.value
                }
            ]
        }
        try await eventually("the part") { journal.lines.count == 1 }
        kill(getpid(), SIGTERM)
        #expect(await exit == .failed)
        #expect(journal.lines.contains("last resort"))
    }

    /// Runs a service that a test stops without a signal.
    private func runInGroup(
        _ context: ServiceContext, build: @escaping @Sendable (ServiceContext) async throws -> [any Service]
    ) throws -> RunningService {
        RunningService(context: context, build: build)
    }
}

private struct RunningService {
    private struct Body: Service {
        let context: ServiceContext
        let build: @Sendable (ServiceContext) async throws -> [any Service]
        let result: Journal

        func run() async throws {
            let exit = await ServiceRunner.run(context, signals: false, build: build)
            result.add("\(exit.rawValue)")
        }
    }

    private let group: ServiceGroup
    private let task: Task<Void, any Error>
    private let result = Journal()

    init(context: ServiceContext, build: @escaping @Sendable (ServiceContext) async throws -> [any Service]) {
        let group = ServiceGroup(
            services: [Body(context: context, build: build, result: result)], logger: context.logger)
        self.group = group
        task = Task { try await group.run() }
    }

    func stop() async -> ServiceExit? {
        await group.triggerGracefulShutdown()
        _ = await task.result
        return result.lines.first.flatMap { Int32($0) }.flatMap(ServiceExit.init(rawValue:))
    }
}
