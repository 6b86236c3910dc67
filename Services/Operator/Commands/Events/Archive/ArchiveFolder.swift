import Contracts
import EventReplay
import Foundation
import Glibc

/// A folder with archived events: segments of JSON lines, each a CloudEvent in structured form with its place in the stream.
///
/// What ``append(_:)`` has returned from is on the disk. One program at a time writes to it.
struct ArchiveFolder {
    private let folder: URL
    private let segmentBytes: Int
    private let lock: FileDescriptorLock
    private var segment: FileHandle?
    private var number: Int
    private var size = 0
    /// The last event in it.
    private(set) var last: ArchivedPlace?
    /// Bytes of a partly written line that were taken away.
    private(set) var repaired = 0

    /// Opens a folder, or makes it, and takes away what a crash has left half written.
    ///
    /// - Parameter segmentBytes: a segment is not longer, unless a single event is.
    init(path: String, segmentBytes: Int) throws {
        folder = URL(filePath: path, directoryHint: .isDirectory)
        self.segmentBytes = segmentBytes
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        lock = try FileDescriptorLock(folder.appending(path: "lock").path)
        var segments = try ArchiveSegment.all(in: folder)
        number = segments.last?.number ?? 0
        while last == nil, let segment = segments.popLast() {
            let end = try segment.repairedEnd()
            repaired += end.removed
            last = end.last
            // Only the newest can be incomplete, and what was to become its first line may be all that it had.
            if segment.number == number { size = end.size }
        }
        guard number > 0 else { return }
        segment = try FileHandle(forWritingTo: ArchiveSegment(folder, number).url)
        _ = try segment?.seekToEnd()
    }

    /// Writes lines, and returns when the disk has them.
    ///
    /// - Parameter lines: whole, without a line end.
    mutating func append(_ lines: [(place: ArchivedPlace, line: [UInt8])]) throws {
        guard !lines.isEmpty else { return }
        if segment == nil { try beginSegment() }
        var chunk: [UInt8] = []
        for (_, line) in lines {
            if size + chunk.count + line.count + 1 > segmentBytes, size + chunk.count > 0 {
                try write(chunk)
                chunk = []
                try beginSegment()
            }
            chunk += line
            chunk.append(UInt8(ascii: "\n"))
        }
        try write(chunk)
        last = lines.last?.place ?? last
    }

    /// The numbers of all events in it.
    func numbers() throws -> Set<Int64> { try numbers { _, _ in true } }

    /// The numbers of the events in the two newest segments, and of all that came with the last one: a crash may have left a batch half stored.
    func newestNumbers() throws -> Set<Int64> {
        try numbers { count, first in count < 2 || (first ?? 0) >= last?.offset ?? 0 }
    }

    /// - Parameter goesOn: whether to look at the segment before, by how many were looked at and where in the stream they begin.
    private func numbers(_ goesOn: (Int, Int64?) -> Bool) throws -> Set<Int64> {
        var numbers: Set<Int64> = []
        var first: Int64?
        for (count, segment) in try ArchiveSegment.all(in: folder).reversed().enumerated() {
            guard goesOn(count, first) else { break }
            for (index, line) in try segment.lines().enumerated() {
                let event = try ArchivedEvent(line)
                numbers.insert(event.id.number)
                if index == 0 { first = event.streamOffset }
            }
        }
        return numbers
    }

    /// Forgets where in the stream the archive ends, because it is another stream.
    mutating func forgetPlace() { last = nil }

    /// How many segments there are.
    var segments: Int { number }

    private mutating func write(_ bytes: [UInt8]) throws {
        guard let segment else { throw OperatorFailure(.wrong, "no file of \(folder.path) is open") }
        try segment.write(contentsOf: bytes)
        try segment.synchronize()
        size += bytes.count
    }

    private mutating func beginSegment() throws {
        try segment?.close()
        number += 1
        size = 0
        let url = ArchiveSegment(folder, number).url
        guard FileManager.default.createFile(atPath: url.path, contents: nil) else {
            throw OperatorFailure(.wrong, "\(url.path) cannot be made")
        }
        segment = try FileHandle(forWritingTo: url)
        // The file's name must survive a power failure too.
        let directory = open(folder.path, O_RDONLY | O_DIRECTORY)
        guard directory >= 0 else { throw OperatorFailure(.wrong, "\(folder.path) cannot be opened") }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw OperatorFailure(.wrong, "\(folder.path) cannot be flushed") }
    }
}

/// A lock on a file that ends with the process.
final class FileDescriptorLock {
    private let descriptor: CInt

    init(_ path: String) throws {
        descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw OperatorFailure(.wrong, "\(path) cannot be opened") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw OperatorFailure(.wrong, "another program is writing to this archive: \(path) is locked")
        }
    }

    deinit { close(descriptor) }
}
