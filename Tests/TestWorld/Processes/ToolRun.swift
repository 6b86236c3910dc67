import Foundation

/// What a run of the operator's tool has come to.
public struct ToolRun: Sendable {
    /// How it ended.
    public let status: Int32
    /// All that it wrote, results and notes.
    public let output: String

    /// The result of a run with `--json`, which stands among the notes.
    ///
    /// - Throws: ``WorldError`` where there is none.
    public func document() throws -> Document {
        let lines = output.split(separator: "\n", omittingEmptySubsequences: false)
        guard let first = lines.firstIndex(of: "{"), let last = lines.lastIndex(of: "}"), first < last else {
            throw WorldError("the tool gave no result: \(output.suffix(1_000))")
        }
        return try Document(Array(lines[first...last].joined(separator: "\n").utf8))
    }
}

extension World {
    /// Runs the operator's tool, whatever it ends with.
    ///
    /// - Parameters:
    ///   - database: another one than the world's.
    ///   - isOwner: whether it comes as the owner of the schema.
    ///   - settings: more of its environment.
    public nonisolated func runTool(
        _ arguments: [String], database: String? = nil, isOwner: Bool = false, settings: [String: String] = [:],
        within limit: Duration = .seconds(120)
    ) async throws -> ToolRun {
        var (binary, own) = try operatorProgram()
        own.merge(settings) { $1 }
        own["DATABASE_URL"] = try stack.url(isOwner ? stack.owner : stack.service, path: database ?? name)
        let (status, output) = try await Shell.end(of: binary, arguments, environment: own, within: limit)
        return ToolRun(status: status, output: output)
    }
}
