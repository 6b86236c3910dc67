import Contracts
import EventReplay
import Foundation

/// Where every event of an archive stands, in the order of decision. The events themselves stay in the files.
struct ArchiveIndex {
    private let segments: [Data]
    private let places: [ArchivedEventPlace]

    /// Looks through all files of a folder.
    init(_ folder: URL) throws {
        let files = try ArchiveSegment.all(in: folder)
        guard !files.isEmpty else { throw OperatorFailure(.wrong, "\(folder.path) has no archived events") }
        var segments: [Data] = []
        var places: [ArchivedEventPlace] = []
        var progress = Progress("archive", total: files.count)
        for (number, file) in files.enumerated() {
            let data = try file.contents()
            try data.withUnsafeBytes { bytes in
                var begin = 0
                while begin < bytes.count {
                    guard let end = bytes[begin...].firstIndex(of: UInt8(ascii: "\n")) else {
                        throw OperatorFailure(
                            .wrong, "\(file.url.path) ends with half a line",
                            advice: "kauri events archive takes it away when it goes on.")
                    }
                    let event = try ArchivedEvent([UInt8](bytes[begin..<end])[...])
                    places.append(ArchivedEventPlace(event, segment: number, range: begin..<end))
                    begin = end + 1
                }
            }
            segments.append(data)
            progress.show(number + 1, "files")
        }
        self.segments = segments
        self.places = places.sorted()
        progress.end("\(Terminal.grouped(places.count)) events")
    }

    /// How many there are, repetitions too.
    var count: Int { places.count }

    /// Goes through all events once each.
    ///
    /// - Returns: how many repetitions were left out.
    func forEach(_ body: (ArchivedEvent) async throws -> Void) async throws -> Int {
        var repeated = 0
        var last: ArchivedEvent?
        for place in places {
            let event = try ArchivedEvent([UInt8](segments[place.segment][place.range])[...])
            if let last, last.id == event.id {
                guard last.data == event.data else {
                    throw OperatorFailure(.wrong, "event \(event.id) is in the archive twice, with different data")
                }
                repeated += 1
                continue
            }
            last = event
            try await body(event)
        }
        return repeated
    }
}
