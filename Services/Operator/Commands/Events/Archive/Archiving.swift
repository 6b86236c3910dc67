import Contracts
import RabbitMQ

/// One run: from where the archive ends to the end of the stream, or on and on.
struct Archiving {
    private let configuration: BrokerConfiguration
    private let form: EventForm
    private var folder: ArchiveFolder
    private var report = ArchiveReport()
    /// Numbers of events that need not be stored again: those of the newest segments, and those of all where the stream began anew.
    private var known: Set<Int64>
    /// Whether all that the archive has must be known.
    private var isAnew = false
    /// Those of the newest segments are forgotten beyond so many.
    private static let mostKnown = 2_000_000
    /// How long the rest of the stream's last chunk may take; it comes together with the chunk's beginning.
    private static let quiet = Duration.milliseconds(700)
    /// How long the first delivery may take.
    private static let patience = Duration.seconds(4)

    init(_ configuration: BrokerConfiguration, form: EventForm, folder: ArchiveFolder) throws {
        self.configuration = configuration
        self.form = form
        self.folder = folder
        known = try folder.newestNumbers()
        report.repairedBytes = folder.repaired
    }

    /// Stores what the archive does not have.
    ///
    /// - Parameters:
    ///   - follows: whether to wait for more at the end; then it only ends by an error.
    ///   - rescans: whether to begin with the first event of the stream, whatever the archive has.
    mutating func run(follows: Bool, rescans: Bool) async throws -> ArchiveReport {
        let end = try await lastChunk()
        var progress = Progress("events", total: end.map { Int(clamping: $0) })
        let (reader, first) = rescans ? (try await startAnew(), nil) : try await open()
        do {
            try await store(first, from: reader, until: follows ? nil : end, follows: follows, &progress)
        } catch {
            await reader.close()
            progress.end("\(Terminal.grouped(report.events)) archived")
            throw error
        }
        await reader.close()
        progress.end("\(Terminal.grouped(report.events)) archived")
        report.segments = folder.segments
        report.lastEvent = folder.last?.id.description
        report.lastOffset = folder.last?.offset
        return report
    }

    private mutating func store(
        _ first: DeliveryBatch?, from reader: EventLogReader, until end: Int64?, follows: Bool,
        _ progress: inout Progress
    ) async throws {
        var reached = folder.last?.offset ?? -1
        var batch = first
        while true {
            if batch == nil {
                let isAtEnd = follows || reached >= end ?? -1
                batch = try await reader.next(within: isAtEnd ? Self.quiet : .seconds(20))
            }
            if let taken = batch {
                reached = max(reached, try store(taken, after: reached))
                await reader.acknowledge(taken)
                progress.show(Int(clamping: reached), "in the stream, \(Terminal.grouped(report.events)) archived")
                batch = nil
            } else if !follows {
                guard let end, reached < end else { return }
                throw OperatorFailure(
                    .unavailable, "the stream \(form.stream) stops at \(reached) and goes on to \(end)",
                    advice: "Run it again: it goes on where it stopped.")
            }
        }
    }

    /// - Returns: the offset of the last delivery.
    private mutating func store(_ batch: DeliveryBatch, after reached: Int64) throws -> Int64 {
        var lines: [(place: ArchivedPlace, line: [UInt8])] = []
        var offset = reached
        for delivery in batch.deliveries {
            guard let place = delivery.streamOffset else { throw Self.noStream }
            // A connection that was lost begins again where this run began.
            guard place > reached || folder.last?.offset == place else { continue }
            offset = max(offset, place)
            guard let events = delivery.cloudEvents else {
                report.unreadable += 1
                Terminal.note("no event of the ledger at offset \(place)")
                continue
            }
            for event in events {
                guard let id = EventID(text: event.id) else {
                    report.unreadable += 1
                    continue
                }
                guard known.insert(id.number).inserted else {
                    if place > reached { report.repeated += 1 }
                    continue
                }
                var json = JSONWriter(capacity: event.data.count + 400)
                event.write(to: &json, streamOffset: place)
                lines.append((ArchivedPlace(offset: place, id: id), json.bytes))
            }
        }
        try folder.append(lines)
        report.events += lines.count
        if !isAnew, known.count > Self.mostKnown { known = Set(lines.map(\.place.id.number)) }
        return offset
    }

    // MARK: Where to begin

    /// The offset at which the stream's last chunk begins; nil where the stream is empty.
    private func lastChunk() async throws -> Int64? {
        let administration = BrokerAdministration(configuration: configuration)
        let count = try await administration.messageCount(ofQueue: form.stream)
        await administration.close()
        let reader = try await start(.lastChunk)
        do {
            let batch = try await reader.next(within: count > 0 ? .seconds(30) : Self.patience)
            await reader.close()
            return batch?.deliveries.first?.streamOffset
        } catch {
            await reader.close()
            throw error
        }
    }

    /// A reader, and what it has read already: the archive's last event comes once more, which shows that this is the same stream.
    private mutating func open() async throws -> (EventLogReader, DeliveryBatch?) {
        guard let last = folder.last else { return (try await start(.first), nil) }
        let reader = try await start(.offset(last.offset))
        var batch = try await reader.next(within: Self.patience)
        // The broker may begin a little earlier than it was asked to.
        while let early = batch, early.deliveries.allSatisfy({ $0.streamOffset ?? 0 < last.offset }) {
            await reader.acknowledge(early)
            batch = try await reader.next(within: Self.patience)
        }
        if let delivery = batch?.deliveries.first(where: { $0.streamOffset ?? 0 >= last.offset }),
            let offset = delivery.streamOffset
        {
            let isSame = delivery.cloudEvents?.contains { $0.id == last.id.description } == true
            // The broker may have dropped what was archived, but not more.
            if offset == last.offset ? isSame : offset == last.offset + 1 { return (reader, batch) }
            if offset > last.offset {
                await reader.close()
                throw OperatorFailure(
                    .wrong,
                    "the stream begins at \(offset), and the archive ends at \(last.offset): what was between is gone",
                    advice: "Fill the stream: kauri events republish --from \(last.id); then archive with --rescan.")
            }
        }
        // Another stream under the same name, as after its deletion: everything in it that the archive does not have is new.
        await reader.close()
        Terminal.note("this is not the stream that was archived before; it is read from its beginning")
        return (try await startAnew(), nil)
    }

    /// A reader from the first event on, which leaves out all that the archive has.
    private mutating func startAnew() async throws -> EventLogReader {
        known = try folder.numbers()
        isAnew = true
        folder.forgetPlace()
        return try await start(.first)
    }

    private func start(_ place: EventLogReader.Start) async throws -> EventLogReader {
        let reader = EventLogReader(configuration, form: form, from: place)
        do {
            try await reader.connect()
            return reader
        } catch {
            await reader.close()
            throw error
        }
    }

    private static let noStream = OperatorFailure(.wrong, "the queue is no stream: its messages have no offset")
}

extension EventForm {
    /// The stream that is read in this form.
    var stream: String { hasSingles ? LedgerTopology.eventLog : LedgerTopology.eventBatchLog }
}
