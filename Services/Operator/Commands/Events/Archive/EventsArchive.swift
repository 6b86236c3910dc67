import ArgumentParser
import Contracts
import RabbitMQ

/// Keeps events in files.
struct EventsArchive: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "archive",
        abstract: "Store the ledger's events durably in files.",
        discussion: """
            Reads the event log from where the archive ends and stores every event as a line of JSON: CloudEvents in structured form, with the place in \
            the stream as streamoffset. Files have a bounded size, and are flushed to the disk before more is read; a line that a crash left \
            half written is taken away. Every place of the stream is stored once. Of events that the stream has twice the second is \
            left out where the first is in the two newest files; whoever reads an archive drops repetitions by id.

            Without --follow it ends at the end of the stream. An archive that begins with the first event rebuilds the ledger: kauri replay archive.
            """)

    @Option(help: ArgumentHelp("The folder.", valueName: "folder"))
    var to: String

    @Flag(help: "Go on when the end of the stream is reached, until it is stopped.")
    var follow = false

    @Flag(help: "Begin with the first event of the stream, whatever the archive has; what it has is left out by id.")
    var rescan = false

    @Option(
        help: ArgumentHelp(
            "Which stream: of single events, or of batches, which the service fills by its KAURI_EVENTS.",
            valueName: "single|batch"))
    var events = EventForm.single

    @Option(help: ArgumentHelp("The size of a file; 4096 to 4294967296.", valueName: "bytes"))
    var segmentBytes = 64 << 20

    @OptionGroup var broker: BrokerOptions

    @Flag(help: "Print the result as JSON.")
    var json = false

    func validate() throws {
        guard events != .both else { throw ValidationError("--events is single or batch: both streams tell the same") }
        guard (4_096...4_294_967_296).contains(segmentBytes) else {
            throw ValidationError("--segment-bytes is 4096 to 4294967296")
        }
    }

    func execute() async throws {
        let broker = try broker.configuration(named: "kauri events archive")
        let folder = try ArchiveFolder(path: to, segmentBytes: segmentBytes)
        var run = try Archiving(broker, form: events, folder: folder)
        let report = try await run.run(follows: follow, rescans: rescan)
        if json { try Terminal.json(report) } else { Terminal.result(report.text) }
        guard report.unreadable == 0 else {
            throw OperatorFailure(.wrong, "\(report.unreadable) messages of the stream are no events of the ledger")
        }
    }
}

/// What a run came to.
struct ArchiveReport: Encodable {
    /// Events that were stored.
    var events = 0
    /// Events of the stream that the archive had already.
    var repeated = 0
    /// Messages that are no events.
    var unreadable = 0
    /// Bytes of a half written line that were taken away at the start.
    var repairedBytes = 0
    /// Files of the archive.
    var segments = 0
    /// The archive's last event.
    var lastEvent: String?
    /// Its place in the stream.
    var lastOffset: Int64?

    var text: String {
        var lines = ["\(Terminal.grouped(events)) events archived, \(Terminal.grouped(segments)) files"]
        if let lastEvent, let lastOffset {
            lines.append("  through \(lastEvent) at offset \(Terminal.grouped(lastOffset))")
        }
        if repeated > 0 { lines.append("  \(Terminal.grouped(repeated)) were there already") }
        if repairedBytes > 0 {
            lines.append("  \(Terminal.grouped(repairedBytes)) bytes of a half written line taken away")
        }
        return lines.joined(separator: "\n")
    }
}
