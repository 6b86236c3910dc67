import Contracts
import EventReplay
import Foundation

/// One file of an archive: `events-00000001.jsonl`.
struct ArchiveSegment {
    let url: URL
    let number: Int

    init(_ folder: URL, _ number: Int) {
        self.number = number
        let digits = String(number)
        url = folder.appending(path: "events-\(String(repeating: "0", count: max(0, 8 - digits.count)))\(digits).jsonl")
    }

    /// All segments of a folder in order.
    static func all(in folder: URL) throws -> [ArchiveSegment] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).compactMap { name in
            guard name.hasPrefix("events-"), name.hasSuffix(".jsonl") else { return nil }
            return Int(name.dropFirst(7).dropLast(6)).map { ArchiveSegment(folder, $0) }
        }.sorted { $0.number < $1.number }
    }

    /// All bytes; mapped, so that a large segment need not be in memory.
    func contents() throws -> Data { try Data(contentsOf: url, options: .alwaysMapped) }

    /// Its whole lines, without line ends.
    func lines() throws -> [ArraySlice<UInt8>] {
        let bytes = [UInt8](try Data(contentsOf: url))
        return bytes.split(separator: UInt8(ascii: "\n"))
    }

    /// Takes away what is behind the last line that is whole and an event.
    ///
    /// - Returns: its last event, how long it is now, and how many bytes are gone.
    func repairedEnd() throws -> (last: ArchivedPlace?, size: Int, removed: Int) {
        let bytes = [UInt8](try Data(contentsOf: url))
        var end = bytes.count
        var last: ArchivedPlace?
        while end > 0 {
            let isWhole = bytes[end - 1] == UInt8(ascii: "\n")
            let begin = (bytes[..<(end - 1)].lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
            if isWhole, let event = try? ArchivedEvent(bytes[begin..<(end - 1)]), let offset = event.streamOffset {
                last = ArchivedPlace(offset: offset, id: event.id)
                break
            }
            end = begin
        }
        if end < bytes.count {
            let file = try FileHandle(forWritingTo: url)
            try file.truncate(atOffset: UInt64(end))
            try file.synchronize()
            try file.close()
        }
        return (last, end, bytes.count - end)
    }
}

/// Where in the stream the archive ends.
struct ArchivedPlace: Sendable {
    let offset: Int64
    let id: EventID
}
