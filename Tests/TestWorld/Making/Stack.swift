import Foundation
import Logging
import Postgres
import RabbitMQ

/// A running PostgreSQL and RabbitMQ, and the script that rules them.
public struct Stack: Sendable {
    /// The folder of this stack, as `KAURI_LOCAL`.
    public let folder: String
    /// `deploy/local/stack`.
    public let script: String
    let broker: String
    let owner: String
    let service: String
    let isOwn: Bool

    /// The stack that the environment names; `deploy/test` always names one.
    ///
    /// - Throws: ``WorldError`` that says what is missing and how to get it.
    public static func shared() throws -> Stack {
        try Stack(ProcessInfo.processInfo.environment, isOwn: false)
    }

    /// Starts a stack in a new folder, for a test that mistreats it. Takes ten to twenty seconds.
    static func own() async throws -> Stack {
        let script = try Self.value("KAURI_STACK", in: ProcessInfo.processInfo.environment)
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "kauri-world-" + String(UInt64.random(in: 0 ..< .max), radix: 36)).path
        LastWill.shared.add(stack: folder, script: script)
        do {
            try await run(script, ["up"], folder: folder)
            let lines = try await run(script, ["env"], folder: folder)
            let stack = try Stack(environment(in: lines), isOwn: true)
            try await stack.settle()
            return stack
        } catch {
            try? await wipe(folder, script)
            throw error
        }
    }

    private init(_ environment: [String: String], isOwn: Bool) throws {
        folder = try Self.value("KAURI_LOCAL", in: environment)
        script = try Self.value("KAURI_STACK", in: environment)
        broker = try Self.value("AMQP_URL", in: environment)
        owner = try Self.value("KAURI_OWNER_DATABASE_URL", in: environment)
        service = try Self.value("DATABASE_URL", in: environment)
        self.isOwn = isOwn
    }

    /// Runs a command of the script, such as `["kill-broker"]` or `["rabbitmqctl", "list_queues"]`.
    ///
    /// - Returns: what it wrote.
    @discardableResult
    public func run(_ arguments: String..., within limit: Duration = .seconds(200)) async throws -> String {
        if arguments == ["kill-broker"] { try await saveTopology() }
        return try await Self.run(script, arguments, folder: folder, within: limit)
    }

    /// Makes the broker write down which queues it has.
    ///
    /// RabbitMQ 3.10 saves the names of new quorum queues and streams half a second late: one that is killed before comes back with
    /// queues that it cannot find, and stays so. That is a fault of its own and not what a test of a later kill is about.
    private func saveTopology() async throws {
        _ = try await Self.run(
            script, ["rabbitmqctl", "-q", "eval", "[dets:sync(T) || T <- dets:all()]."], folder: folder,
            within: .seconds(120))
    }

    /// Ends a stack of a test's own and deletes all of it.
    func down() async throws {
        guard isOwn else { return }
        try await Self.wipe(folder, script)
    }

    /// One of the stack's URLs with another last part: a virtual host or a database.
    func url(_ url: String, path: String) throws -> String {
        guard var parts = URLComponents(string: url) else { throw WorldError("a URL of the stack cannot be read") }
        parts.path = "/" + path
        guard let text = parts.string else { throw WorldError("a URL of the stack cannot be written") }
        return text
    }

    private static func wipe(_ folder: String, _ script: String) async throws {
        try await run(script, ["down", "--wipe"], folder: folder)
        try? FileManager.default.removeItem(atPath: folder)
        LastWill.shared.remove(stack: folder)
    }

    @discardableResult
    private static func run(
        _ script: String, _ arguments: [String], folder: String, within limit: Duration = .seconds(200)
    ) async throws -> String {
        var environment = ProcessInfo.processInfo.environment
        environment["KAURI_LOCAL"] = folder
        // A stack beside the one of the environment must not be made on its ports.
        for name in ["KAURI_PG_PORT", "KAURI_AMQP_PORT", "KAURI_EPMD_PORT", "KAURI_DIST_PORT"] {
            environment[name] = nil
        }
        return try await Shell.run(script, arguments, environment: environment, within: limit)
    }

    private static func environment(in lines: String) -> [String: String] {
        var values: [String: String] = [:]
        for line in lines.split(separator: "\n") where line.hasPrefix("export ") {
            let parts = line.dropFirst("export ".count).split(separator: "=", maxSplits: 1)
            if parts.count == 2 { values[String(parts[0])] = String(parts[1]) }
        }
        return values
    }

    static func value(_ name: String, in environment: [String: String]) throws -> String {
        guard let value = environment[name], !value.isEmpty else {
            throw WorldError("\(name) is not set; run deploy/test, or: eval \"$(deploy/local/stack env)\"")
        }
        return value
    }
}
