import BookingDay
import Contracts

/// A day's result, checked three ways: by the bookings, by the replies, and by the database.
struct DayReport: Encodable {
    struct Course: Encodable {
        let course: String
        let currency: String
        let bookings: Int
        let unpaid: Int
        /// The sum of all prices.
        let price: String
        /// What they brought: captured, less what was given back.
        let settled: String
        let agrees: Bool
    }

    struct Commands: Encodable {
        let type: String
        let committed: Int
        let replayed: Int
        let refused: Int
    }

    struct Total: Encodable {
        let currency: String
        let type: String
        let account: String
        let legs: Int
        let expected: String
        let replies: String
        let database: String
        let agrees: Bool
    }

    struct Events: Encodable {
        let expected: Int
        let distinct: Int
        let repeated: Int
        let missing: Int
        let unexplained: Int
    }

    let day: String
    let bookings: Int
    let courses: [Course]
    let commands: [Commands]
    let errors: [String: Int]
    let totals: [Total]
    let events: Events
    let seconds: Double
    let commandsPerSecond: Double
    let resent: Int
    let latencyMs: Latencies.Summary
    /// Conversations and notifications; nil where messaging-service was left out.
    let talk: TalkReport?
    /// What is wrong; empty when everything agrees.
    let problems: [String]

    init(_ run: DayRun, database: DayInDatabase, events: Events, talk: TalkReport?) async {
        let day = await run.day
        let tally = day.tally
        self.day = day.name.text
        self.events = events
        self.talk = talk
        seconds = await run.seconds
        resent = await run.resent
        latencyMs = await run.latencies.summary
        bookings = tally.courses.values.reduce(0) { $0 + $1.bookings }
        courses = tally.courses.sorted { $0.key < $1.key }.map { Course($0, $1) }
        commands = tally.commands.sorted { $0.key < $1.key }.map {
            Commands(type: $0, committed: $1.committed, replayed: $1.replayed, refused: $1.refused)
        }
        errors = tally.errors
        totals = Self.totals(day, database)
        let answered = commands.reduce(0) { $0 + $1.committed + $1.replayed + $1.refused }
        commandsPerSecond = seconds > 0 ? Double(answered) / seconds : 0
        problems = Self.problems(day, database, events, courses, totals) + (talk?.problems ?? [])
    }

    private static func totals(_ day: BookingDay, _ database: DayInDatabase) -> [Total] {
        let lines = Set(day.expected.sums.keys).union(day.replied.sums.keys).union(database.totals.sums.keys)
        return lines.sorted().map { line in
            let sums = [day.expected, day.replied, database.totals].map { $0.sums[line] ?? .init() }
            let decimals = UnitRegistry()[line.currency]?.decimals ?? 2
            let texts = sums.map { $0.minorUnits.decimalText(decimals: decimals) }
            return Total(
                currency: line.currency, type: line.type, account: line.role.rawValue, legs: sums[0].legs,
                expected: texts[0], replies: texts[1], database: texts[2],
                agrees: sums[0] == sums[1] && sums[1] == sums[2])
        }
    }

    private static func problems(
        _ day: BookingDay, _ database: DayInDatabase, _ events: Events, _ courses: [Course], _ totals: [Total]
    ) -> [String] {
        let tally = day.tally
        var problems: [String] = []
        func check(_ isRight: Bool, _ problem: @autoclosure () -> String) { if !isRight { problems.append(problem()) } }
        check(tally.errors.isEmpty, "commands were refused: \(tally.firstErrors.joined(separator: "; "))")
        check(tally.incomplete == 0, "\(tally.incomplete) bookings did not reach their end")
        check(totals.allSatisfy(\.agrees), "control totals do not agree; see the lines that say NO")
        check(courses.allSatisfy(\.agrees), "bookings did not bring what they should; see the lines that say NO")
        check(
            database.totals.balance.values.allSatisfy { $0 == 0 },
            "the day's transactions do not balance in the database")
        check(
            database.committed == tally.carriedOut,
            "the database has \(database.committed) committed outcomes, the replies tell of \(tally.carriedOut)")
        check(database.refused == 0, "the database has \(database.refused) refused outcomes of this day")
        check(database.wrongWallets == 0, "\(database.wrongWallets) wallets are not the sum of their entries")
        check(database.heldWallets == 0, "on \(database.heldWallets) wallets money is still held")
        check(events.missing == 0, "\(events.missing) committed commands have no event")
        check(events.unexplained == 0, "\(events.unexplained) events belong to no committed command")
        return problems
    }
}

extension DayReport.Course {
    fileprivate init(_ line: DayTally.CourseLine, _ sum: DayTally.CourseSum) {
        let decimals = UnitRegistry()[line.currency]?.decimals ?? 2
        course = line.course.rawValue
        currency = line.currency
        bookings = sum.bookings
        unpaid = sum.unpaid
        price = sum.price.decimalText(decimals: decimals)
        settled = sum.settled.decimalText(decimals: decimals)
        // A guest who came pays the price, no more and no less.
        agrees = sum.settled == sum.due && (line.course != .checkedOut || sum.settled == sum.price)
    }
}
