import ArgumentParser
import Contracts
import Postgres
import RabbitMQ
import TransactionService

/// Publishes events again from what the database has.
struct EventsRepublish: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "republish",
        abstract: "Publish events again from the database, with the same ids.",
        discussion: """
            For an event log that was lost: streams are not flushed to disk at once, so a power failure may take their end. Events go where they went \
            the first time, in the same form, so that every queue that is bound gets them again; subscribers drop by id what they know.

            They come in the order of their decision, then of their number, and each is confirmed before the next thousands are sent. What is \
            decided after the beginning of the run is left to the service. With --position a run that was interrupted goes on \
            where it stopped; without it the last line tells from which event.
            """)

    @Option(help: ArgumentHelp("The first event: a time by RFC 3339, or an event's id.", valueName: "time|event"))
    var from: String?

    @Option(help: ArgumentHelp("The last event: a time, or an event's id.", valueName: "time|event"))
    var to: String?

    @Option(help: ArgumentHelp("The form, as the service's KAURI_EVENTS has it.", valueName: "single|batch|both"))
    var events = EventForm.single

    @Option(
        help: ArgumentHelp(
            "Keep the last confirmed event's id in this file, and go on after it where the file is there.",
            valueName: "file"))
    var position: String?

    @OptionGroup var broker: BrokerOptions
    @OptionGroup var database: DatabaseOptions

    @Flag(help: "Print the result as JSON.")
    var json = false

    func validate() throws {
        guard from != nil || position != nil else { throw ValidationError("--from says with which event to begin") }
        for (name, text) in [("--from", from), ("--to", to)] {
            if let text, EventPlace(text: text) == nil {
                throw ValidationError("\(name) is a time such as 2026-11-21T09:30:00Z, or an event's id, evt_…")
            }
        }
    }

    func execute() async throws {
        let file = position.map { PositionFile(path: $0) }
        let publisher = BrokerPublisher(
            configuration: try broker.configuration(named: "kauri events republish"),
            limits: .init(confirmTimeout: .seconds(30)), logger: Settings.logger)
        let configuration = try database.configuration().unhurried
        let kept = try file?.read()
        var run = Republishing(publisher: publisher, form: events, file: file)
        do {
            try await publisher.connect()
            let report = try await withDatabase(configuration) { connection in
                try await run.publish(
                    try await Self.range(
                        connection, from: from.flatMap { EventPlace(text: $0) }, after: kept,
                        through: to.flatMap { EventPlace(text: $0) }))
            }
            await publisher.close()
            if json { try Terminal.json(report) } else { Terminal.result(report.text) }
        } catch {
            await publisher.close()
            throw error
        }
    }

    private static func range(
        _ connection: PostgresConnection, from: EventPlace?, after: EventID?, through: EventPlace?
    ) async throws -> StoredEvents {
        do {
            return try await StoredEvents(connection, from: from, after: after, through: through)
        } catch StoredEvents.Failure.unknownEvent(let id) {
            throw OperatorFailure(.wrong, "the database has no event \(id)")
        }
    }
}

/// What a run came to.
struct RepublishReport: Encodable {
    /// Events that were published and confirmed.
    var events = 0
    /// The messages that carried them.
    var messages = 0
    /// The first of them.
    var first: String?
    /// The last of them.
    var last: String?
    var seconds = 0.0

    var text: String {
        guard let first, let last else { return "there was no event to publish" }
        return """
            \(Terminal.grouped(events)) events published again in \(Terminal.grouped(messages)) messages, \
            \(Terminal.fixed(seconds, 1)) s
              from \(first)
              to   \(last)
            """
    }
}
