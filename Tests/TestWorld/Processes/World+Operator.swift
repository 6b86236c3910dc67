import Foundation

extension World {
    /// Runs the operator's tool, `kauri`, against the world's servers.
    ///
    /// - Returns: what it wrote.
    /// - Throws: ``WorldError`` with the end of its output when it fails.
    @discardableResult
    public nonisolated func kauri(_ arguments: String..., within limit: Duration = .seconds(120)) async throws -> String
    {
        let environment = ProcessInfo.processInfo.environment
        let binary = try Stack.value("KAURI_BIN_DIR", in: environment) + "/kauri"
        var own = environment.filter { !$0.key.hasPrefix("KAURI_") }
        own["AMQP_URL"] = brokerURL
        own["DATABASE_URL"] = databaseURL
        return try await Shell.run(binary, arguments, environment: own, within: limit)
    }
}
