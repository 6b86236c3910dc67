import Foundation
import Glibc

extension World {
    /// Runs the operator's tool, `kauri`, against the world's servers.
    ///
    /// - Returns: what it wrote.
    /// - Throws: ``WorldError`` with the end of its output when it fails.
    @discardableResult
    public nonisolated func kauri(_ arguments: String..., within limit: Duration = .seconds(120)) async throws -> String
    {
        try await kauri(arguments, within: limit)
    }

    /// The same with arguments that were put together before.
    @discardableResult
    public nonisolated func kauri(_ arguments: [String], within limit: Duration = .seconds(120)) async throws -> String
    {
        let (binary, environment) = try operatorProgram()
        return try await Shell.run(binary, arguments, environment: environment, within: limit)
    }

    /// Runs `kauri` and kills it (SIGKILL) as soon as a condition holds.
    ///
    /// - Throws: ``WorldError`` when it never holds.
    public nonisolated func kauriKilled(
        _ arguments: [String], when isTime: @Sendable () async throws -> Bool
    ) async throws {
        let (binary, environment) = try operatorProgram()
        let process = try ChildProcess(binary, arguments, environment: environment, output: .nullDevice)
        do {
            try await eventually("kauri was not to be killed", every: .milliseconds(1), isTime)
        } catch {
            process.signal(SIGKILL)
            throw error
        }
        process.signal(SIGKILL)
        _ = await process.ended(within: .seconds(10))
    }

    nonisolated func operatorProgram() throws -> (binary: String, environment: [String: String]) {
        let environment = ProcessInfo.processInfo.environment
        var own = environment.filter { !$0.key.hasPrefix("KAURI_") }
        own["AMQP_URL"] = brokerURL
        own["DATABASE_URL"] = databaseURL
        return (try Stack.value("KAURI_BIN_DIR", in: environment) + "/kauri", own)
    }
}
