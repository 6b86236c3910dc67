import Contracts
import Foundation

/// A file with the id of the last event that is done with.
struct PositionFile {
    let path: String

    /// - Returns: nil where there is no file yet.
    func read() throws -> EventID? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let text = try String(contentsOfFile: path, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        guard let id = EventID(text: text) else {
            throw OperatorFailure(.configuration, "\(path) has no event's id", advice: "Delete it, and say --from.")
        }
        return id
    }

    /// Replaces the file whole or not at all.
    func write(_ id: EventID) throws {
        try Data("\(id)\n".utf8).write(to: URL(filePath: path), options: .atomic)
    }
}
