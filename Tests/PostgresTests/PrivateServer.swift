import Foundation
import Glibc
import Testing
import Waiting

@testable import Postgres

/// A database server for one test alone, which can be killed and frozen without harm to the others.
///
/// It is made by the same script as the stack of all tests, in a folder of its own.
struct PrivateServer {
    /// The script, if the tests know it.
    static let script = ProcessInfo.processInfo.environment["KAURI_STACK"]

    /// What makes a certificate, if it is there.
    static let openssl = "/usr/bin/openssl"

    let configuration: PostgresConfiguration
    private let folder: URL
    private let script: String

    static func with(_ body: (PrivateServer) async throws -> Void) async throws {
        let script = try #require(Self.script)
        let name = "kauri-postgres-test-" + String(UInt64.random(in: 0 ..< .max), radix: 36)
        let folder = FileManager.default.temporaryDirectory.appending(path: name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        do {
            try await run(script, "restart-database", in: folder)
            try await body(await PrivateServer(script: script, folder: folder))
        } catch {
            _ = try? await run(script, "down", "--wipe", in: folder)
            throw error
        }
        try await run(script, "down", "--wipe", in: folder)
    }

    private init(script: String, folder: URL) async throws {
        self.script = script
        self.folder = folder
        let url = try PostgresConfiguration(
            url: Self.value("DATABASE_URL", try await Self.run(script, "env", in: folder)))
        let secrets = try String(contentsOf: folder.appending(path: "secrets"), encoding: .utf8)
        // The stack's roles are made together with its broker, which this test does not need.
        configuration = PostgresConfiguration(
            host: url.host, port: url.port, user: "postgres",
            password: try Self.value("PG_SUPERUSER_PASSWORD", secrets), database: "postgres")
    }

    func kill() async throws { try await Self.run(script, "kill-database", in: folder) }

    func restart() async throws { try await Self.run(script, "restart-database", in: folder) }

    /// Stops the server's main process, or lets it go on: it accepts nobody meanwhile, also no cancel request.
    func signalPostmaster(_ signal: CInt) throws {
        let text = try String(contentsOf: folder.appending(path: "run/postgres.pid"), encoding: .utf8)
        let pid = try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
        #expect(Glibc.kill(pid, signal) == 0)
    }

    /// Restarts the server with TLS.
    ///
    /// - Returns: the file with its certificate, which is for `localhost` and for no address.
    func enableTLS() async throws -> String {
        let places = try String(contentsOf: folder.appending(path: "places"), encoding: .utf8)
        let data = URL(filePath: try Self.value("PG_DATA", places))
        let key = data.appending(path: "server.key").path
        let certificate = data.appending(path: "server.crt").path
        try await Self.run(
            Self.openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=localhost",
            "-addext", "subjectAltName=DNS:localhost", in: folder)
        var owner = stat()
        #expect(stat(data.path, &owner) == 0)
        for file in [key, certificate] { #expect(chown(file, owner.st_uid, owner.st_gid) == 0) }
        #expect(chmod(key, 0o600) == 0)
        let settings = try #require(FileHandle(forWritingAtPath: data.appending(path: "postgresql.conf").path))
        try settings.seekToEnd()
        try settings.write(contentsOf: Data("ssl = on\n".utf8))
        try settings.close()
        try await restart()
        let copy = folder.appending(path: "server.crt").path
        try FileManager.default.copyItem(atPath: certificate, toPath: copy)
        return copy
    }

    private static func value(_ name: String, _ lines: String) throws -> String {
        let line = lines.split(separator: "\n").first { $0.contains("\(name)=") }
        return String(try #require(line?.split(separator: "=", maxSplits: 1).last, "no \(name)"))
    }

    /// Runs the script to its end, two minutes at most.
    ///
    /// Not with Foundation's `Process`: that waits until the last descendant has ended, and the server is one.
    @discardableResult
    private static func run(_ script: String, _ arguments: String..., in folder: URL) async throws -> String {
        let output = folder.appending(path: "output-\(UInt32.random(in: 0 ..< .max))").path
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)

        // Ports and folders of the stack that the other tests use must not be taken over.
        var environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("KAURI_") }
        environment["KAURI_LOCAL"] = folder.path
        var words = ([script] + arguments).map { strdup($0) } + [nil]
        var settings = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for word in words + settings { free(word) } }
        var child: pid_t = 0
        try #require(posix_spawn(&child, script, &actions, nil, &words, &settings) == 0)

        var status: CInt = 0
        let isOver = await hasEnded(within: .seconds(120)) { waitpid(child, &status, WNOHANG) != 0 }
        try #require(isOver, "\(arguments) does not end")
        try #require(status == 0, "\(arguments) failed")
        return try String(contentsOfFile: output, encoding: .utf8)
    }
}
