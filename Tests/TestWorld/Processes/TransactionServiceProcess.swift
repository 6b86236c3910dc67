import Foundation
import Glibc

/// One instance of the real transaction-service.
public actor TransactionServiceProcess {
    /// What it is called in messages and by its log file.
    public nonisolated let name: String
    private let binary: String
    private let environment: [String: String]
    private let log: LogFile
    private var process: ChildProcess?
    private var port: UInt16?

    init(name: String, binary: String, environment: [String: String], log: LogFile) {
        self.name = name
        self.binary = binary
        self.environment = environment
        self.log = log
    }

    /// Starts it, and waits until it is ready. Nothing happens when it runs already.
    ///
    /// - Parameter readyWithin: 30 s where nothing is said.
    /// - Throws: ``WorldError`` with the end of its log.
    public func start(readyWithin limit: Duration = .seconds(60)) async throws {
        try await launch()
        try await untilReady(within: limit)
    }

    /// Starts it and waits for nothing.
    public func launch() async throws {
        guard process?.isRunning != true else { return }
        let begin = log.size
        let output = try log.appending()
        defer { try? output.close() }
        port = nil
        let process = try ChildProcess(binary, [], environment: environment, output: output)
        self.process = process
        // It chooses a free port by itself and says which.
        try await eventually(trouble("tells no port").description, every: .milliseconds(10)) {
            guard process.isRunning else { throw trouble("ended with \(process.status ?? 0)") }
            port = Self.port(in: log.text(from: begin))
            return port != nil
        }
    }

    /// Waits until it says that it is ready.
    public func untilReady(within limit: Duration = .seconds(60)) async throws {
        var answer: HTTPGet.Answer?
        try await eventually(trouble("is not ready: \(answer?.body ?? "no answer")").description, within: limit) {
            guard isRunning else { throw trouble("ended with \(process?.status ?? 0)") }
            answer = await get("/health/ready")
            return answer?.status == 200
        }
    }

    /// Waits until it says that it is not ready any more.
    public func untilNotReady(within limit: Duration = .seconds(30)) async throws {
        try await eventually(trouble("is still ready").description, within: limit) { await !isReady() }
    }

    /// Whether the process lives.
    public var isRunning: Bool { process?.isRunning == true }

    /// The number of the process; nil when it does not live.
    public var processID: pid_t? { isRunning ? process?.processID : nil }

    /// Whether `/health/ready` answers 200.
    public func isReady() async -> Bool { await get("/health/ready")?.status == 200 }

    /// Whether `/health/live` answers 200.
    public func isLive() async -> Bool { await get("/health/live")?.status == 200 }

    /// What `/metrics` says.
    public func metrics() async throws -> String {
        guard let answer = await get("/metrics"), answer.status == 200 else { throw trouble("shows no metrics") }
        return answer.body
    }

    /// One sample of `/metrics`, by everything that stands before its value; nil where there is none.
    public func metric(_ series: String) async throws -> Double? {
        let line = try await metrics().split(separator: "\n").first { $0.hasPrefix(series + " ") }
        return line.flatMap { Double($0.dropFirst(series.count + 1)) }
    }

    /// Asks it to end (SIGTERM) and waits until it has.
    ///
    /// - Throws: ``WorldError`` when it does not end in time, and is then killed, or ends with another status than 0.
    public func stop(within limit: Duration = .seconds(30)) async throws {
        guard let process, process.isRunning else { return }
        process.signal(SIGCONT)
        process.signal(SIGTERM)
        let status = await process.ended(within: limit)
        if status == nil { await kill() }
        guard status == 0 else { throw trouble(status.map { "ended with \($0)" } ?? "did not end within \(limit)") }
    }

    /// Kills it (SIGKILL), and waits until it is gone.
    public func kill() async {
        process?.signal(SIGKILL)
        _ = await process?.ended(within: .seconds(10))
    }

    /// Freezes it (SIGSTOP): it holds its connections and does nothing.
    public func freeze() { process?.signal(SIGSTOP) }

    /// Lets it go on (SIGCONT).
    public func thaw() { process?.signal(SIGCONT) }

    /// All that it has written to its log so far, over all its lives; at most a mebibyte of it.
    public nonisolated var logText: String { log.text() }

    /// The last lines of its log.
    public nonisolated func logTail(lines: Int = 15) -> String { log.tail(lines: lines) }

    private func trouble(_ what: String) -> WorldError {
        WorldError("\(name) \(what); \(log.url.path) ends with\n\(log.tail())")
    }

    private func get(_ path: String) async -> HTTPGet.Answer? {
        guard isRunning, let port else { return nil }
        return await HTTPGet.page(path, port: port)
    }

    private static func port(in log: String) -> UInt16? {
        for line in log.split(separator: "\n") where line.contains("Health and metrics are served") {
            let value = line.firstRange(of: "\"port\":").map { line[$0.upperBound...] }
            return value.flatMap { UInt16($0.drop { $0 == "\"" || $0 == " " }.prefix { $0.isNumber }) }
        }
        return nil
    }
}
