import Contracts
import Foundation
import RabbitMQ
import TestWorld
import Testing

/// A folder of archived events as somebody else reads it.
struct EventArchive {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "kauri-archive-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    /// Its files in order.
    var segments: [URL] {
        get throws {
            try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
                .filter { $0.pathExtension == "jsonl" }.sorted { $0.lastPathComponent < $1.lastPathComponent }
        }
    }

    /// Its events with their places in the stream, in order.
    var events: [(event: CloudEvent, offset: Int64)] {
        get throws {
            try segments.flatMap { try Data(contentsOf: $0).split(separator: UInt8(ascii: "\n")) }.map { line in
                let object = try #require(try JSONReader.read(Array(line)).asObject)
                let read = try #require(CloudEvent.read(object))
                return (read.event, try #require(read.streamOffset))
            }
        }
    }

    /// How many events have been written so far, while somebody writes.
    var lines: Int {
        get throws {
            try segments.reduce(0) { $0 + (try Data(contentsOf: $1).count { $0 == UInt8(ascii: "\n") }) }
        }
    }

    /// Changes the newest file.
    func damage(_ change: (inout Data) throws -> Void) throws {
        let last = try #require(try segments.last)
        var data = try Data(contentsOf: last)
        try change(&data)
        try data.write(to: last)
    }

    func copy() throws -> EventArchive {
        let copy = try EventArchive()
        for segment in try segments {
            try FileManager.default.copyItem(at: segment, to: copy.folder.appending(path: segment.lastPathComponent))
        }
        return copy
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }
}

extension World {
    /// Runs the operator's tool with `--json`.
    nonisolated func kauriJSON(_ arguments: String...) async throws -> Document { try await kauriJSON(arguments) }

    nonisolated func kauriJSON(_ arguments: [String]) async throws -> Document {
        let output = try await kauri(arguments + ["--json"])
        // Progress, on standard error, comes before.
        return try Document(Array(output.utf8.drop { $0 != UInt8(ascii: "{") }))
    }

    /// Deletes a queue or a stream with everything in it.
    nonisolated func delete(queue: String) async throws {
        let administration = BrokerAdministration(configuration: broker)
        try await administration.delete(queue: queue)
        await administration.close()
    }
}
