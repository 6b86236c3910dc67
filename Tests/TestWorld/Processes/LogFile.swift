import Foundation

/// The file that a process writes its log to.
struct LogFile: Sendable {
    let url: URL

    /// Empties the file, or makes it.
    init(_ url: URL) throws {
        self.url = url
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        guard FileManager.default.createFile(atPath: url.path, contents: nil) else {
            throw WorldError("cannot write \(url.path)")
        }
    }

    /// A handle that adds to its end.
    func appending() throws -> FileHandle {
        let handle = try FileHandle(forWritingTo: url)
        try handle.seekToEnd()
        return handle
    }

    /// How many bytes it has.
    var size: UInt64 {
        (try? FileHandle(forReadingFrom: url).seekToEnd()) ?? 0
    }

    /// What stands behind an offset, at most a mebibyte of it.
    func text(from offset: UInt64 = 0) -> String {
        guard let handle = try? FileHandle(forReadingFrom: url) else { return "" }
        defer { try? handle.close() }
        try? handle.seek(toOffset: offset)
        return String(decoding: (try? handle.read(upToCount: 1 << 20)) ?? Data(), as: UTF8.self)
    }

    /// Its last lines.
    func tail(lines: Int = 15) -> String {
        let size = size
        let text = text(from: size > 32_768 ? size - 32_768 : 0)
        return text.split(separator: "\n").suffix(lines).map { $0.prefix(600) }.joined(separator: "\n")
    }
}
