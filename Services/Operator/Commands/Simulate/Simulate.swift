import ArgumentParser
import BookingDay
import Contracts
import Postgres
import RabbitMQ

/// Runs a marketplace day through the broker and checks it to the cent.
struct Simulate: OperatorCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a marketplace day through both services and check it to the cent and the message.",
        discussion: """
            For each booking the guest's card pays into the guest's wallet and the price is held; at check-out it is divided among \
            host, platform fee and tax; a cancellation releases the hold or refunds what was paid. The bookings are made up from \
            the seed, or come from a CSV file in the format of the public hotel-booking-demand data set \
            (doi 10.1016/j.dib.2018.11.126), where a price is adr times nights, zero is no payment, and a negative \
            price is a refund.

            Guests and hosts of the first --conversations bookings are connected to messaging-service meanwhile, are told of their \
            money, and write to each other; the booking application writes too, through the broker. That needs KAURI_MESSAGING_URL \
            and KAURI_TOKEN_SECRETS (tokens are made as by kauri token); without them the day is the ledger's alone. What was sent \
            is compared with what has arrived and with the history.

            Message ids follow from the seed and the bookings: a second run is nothing but replays, and a run that was \
            interrupted goes on where it stopped. Another seed is another day with other parties.
            """)

    @Option(help: "Which day.")
    var seed: UInt64

    @Option(
        help: ArgumentHelp("How many bookings to make up, or a CSV file, which may end in .gz.", valueName: "n|file"))
    var bookings = "5000"

    @Option(help: ArgumentHelp("The currency of a file's prices.", valueName: "code"))
    var currency = "EUR"

    @Option(help: ArgumentHelp("How many of the bookings have a conversation.", valueName: "n"))
    var conversations = 500

    @Option(help: ArgumentHelp("At most this many commands a second.", valueName: "n"))
    var rate: Int?

    @Option(help: ArgumentHelp("The form of the service's events, its KAURI_EVENTS.", valueName: "single|batch|both"))
    var events = EventForm.single

    @OptionGroup var broker: BrokerOptions
    @OptionGroup var database: DatabaseOptions

    @Flag(help: "Print the result as JSON.")
    var json = false

    func validate() throws {
        if let rate, rate < 1 { throw ValidationError("--rate is at least 1") }
        if let number = Int(bookings), !(1...BookingDay.mostBookings).contains(number) {
            throw ValidationError("--bookings is 1 to \(BookingDay.mostBookings), or a file")
        }
        guard (0...10_000).contains(conversations) else { throw ValidationError("--conversations is 0 to 10000") }
        guard UnitRegistry()[currency] != nil else { throw ValidationError("--currency is no currency of ISO 4217") }
    }

    func execute() async throws {
        let broker = try broker.configuration(named: "kauri simulate")
        let database = try database.configuration()
        let source = try source()
        let name = try await source.name
        let client = LedgerClient(broker, prefetch: 4_000)
        let watch = EventWatch(broker, commandsWith: name.messageID(""), form: events, survivesRestart: true)
        let talk = try await talk(name, broker)
        let run = DayRun(
            day: BookingDay(name: name), source: source, client: client, rate: rate, listeners: talk?.names ?? [])
        let said: TalkReport?
        do {
            try await client.connect()
            try await watch.start()
            try await talk?.connect()
            try await run.run()
            // Notifications follow from events that come one by one.
            said = try await talk?.play(expecting: events.hasSingles ? await run.notices : [])
        } catch {
            await client.close()
            await watch.close()
            await talk?.close()
            throw error
        }
        await client.close()
        await talk?.close()
        let counted = try await count(watch, of: run)
        await watch.close()
        let found = try await inDatabase(name, database, subject: Subject.broker(user: broker.user).text)
        let report = await DayReport(run, database: found, events: counted, talk: said)
        if json { try Terminal.json(report) } else { Terminal.result(report.text) }
        guard report.problems.isEmpty else {
            throw OperatorFailure(.wrong, "the day is not right: \(report.problems.joined(separator: "; "))")
        }
    }

    func source() throws -> any BookingSource {
        if let number = Int(bookings) { return GeneratedBookings(seed: seed, count: number) }
        guard let unit = UnitRegistry()[currency] else {
            throw OperatorFailure(.configuration, "\(currency) is no currency of ISO 4217")
        }
        return BookingFile(path: bookings, seed: seed, unit: unit)
    }

    private func count(_ watch: EventWatch, of run: DayRun) async throws -> DayReport.Events {
        let fresh = await run.freshEvents
        let earlier = await run.earlierEvents
        let progress = Progress("events", total: fresh.count)
        let missing = try await watch.missing(of: fresh, within: .seconds(30))
        let seen = await watch.seen
        progress.end("\(Terminal.grouped(seen.count)) distinct ids")
        return DayReport.Events(
            expected: fresh.count, distinct: seen.count, repeated: await watch.repeated, missing: missing.count,
            unexplained: seen.subtracting(fresh).subtracting(earlier).count)
    }

    private func inDatabase(
        _ name: DayName, _ configuration: PostgresConfiguration, subject: String
    ) async throws -> DayInDatabase {
        var configuration = configuration
        configuration.statementTimeout = .seconds(600)
        configuration.queryTimeout = .seconds(660)
        let progress = Progress("database")
        let found = try await withDatabase(configuration) {
            try await DayInDatabase($0, day: name, subject: subject)
        }
        progress.end("\(Terminal.grouped(found.committed)) outcomes compared")
        return found
    }
}
