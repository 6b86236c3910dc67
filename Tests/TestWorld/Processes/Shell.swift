import Foundation
import Glibc

/// Runs programs that end by themselves.
enum Shell {
    /// Runs a program to its end.
    ///
    /// The output goes through a file: a server that the program leaves running would keep a pipe open.
    ///
    /// - Returns: what it wrote.
    /// - Throws: ``WorldError`` with the end of its output when it fails, or does not end in time.
    @discardableResult
    static func run(
        _ path: String, _ arguments: [String], environment: [String: String], within limit: Duration = .seconds(120)
    ) async throws -> String {
        let (status, text) = try await end(of: path, arguments, environment: environment, within: limit)
        guard status == 0 else {
            throw WorldError("\(path) \(arguments.first ?? "") ended with \(status): \(text.suffix(500))")
        }
        return text
    }

    /// Runs a program to its end, whatever that is.
    ///
    /// - Returns: its status, and what it wrote.
    /// - Throws: ``WorldError`` with the end of its output when it does not end in time.
    static func end(
        of path: String, _ arguments: [String], environment: [String: String], within limit: Duration
    ) async throws -> (status: Int32, output: String) {
        let file = FileManager.default.temporaryDirectory.appending(path: "kauri-\(UUID().uuidString).out")
        guard FileManager.default.createFile(atPath: file.path, contents: nil) else {
            throw WorldError("cannot write \(file.path)")
        }
        defer { try? FileManager.default.removeItem(at: file) }
        let output = try FileHandle(forWritingTo: file)
        defer { try? output.close() }
        let process = try ChildProcess(path, arguments, environment: environment, output: output)
        let status = await process.ended(within: limit)
        let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        guard let status else {
            process.signal(SIGKILL)
            _ = await process.ended(within: .seconds(10))
            throw WorldError("\(path) \(arguments.first ?? "") did not end within \(limit): \(text.suffix(500))")
        }
        return (status, text)
    }
}
