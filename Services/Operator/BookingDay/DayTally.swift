import Contracts

/// What came of a day's bookings.
public struct DayTally: Sendable {
    /// The bookings of one course in one currency.
    public struct CourseLine: Sendable, Hashable, Comparable {
        /// How they ended.
        public let course: Booking.Course
        /// In which currency.
        public let currency: String

        /// Orders by currency, then course.
        public static func < (left: Self, right: Self) -> Bool {
            (left.currency, left.course.rawValue) < (right.currency, right.course.rawValue)
        }
    }

    /// Sums over bookings, in minor units.
    public struct CourseSum: Sendable, Hashable {
        /// How many.
        public var bookings = 0
        /// Of these, how many cost nothing.
        public var unpaid = 0
        /// The sum of all prices.
        public var price: Int128 = 0
        /// What their steps should bring.
        public var due: Int128 = 0
        /// What the replies say that they brought: captured, less what was given back.
        public var settled: Int128 = 0
    }

    /// What became of one type of command.
    public struct CommandCount: Sendable, Hashable {
        /// Answered for the first time and carried out.
        public var committed = 0
        /// Of those that were carried out, how many had been before.
        public var replayed = 0
        /// Refused or rejected.
        public var refused = 0
    }

    /// By how bookings ended.
    public internal(set) var courses: [CourseLine: CourseSum] = [:]
    /// By type of command.
    public internal(set) var commands: [String: CommandCount] = [:]
    /// How often each error code came.
    public internal(set) var errors: [String: Int] = [:]
    /// The first refusals, in words.
    public internal(set) var firstErrors: [String] = []
    /// Replies that answered nothing: repetitions.
    public internal(set) var repeatedReplies = 0
    /// Bookings that did not reach their end.
    public internal(set) var incomplete = 0

    /// How many commands were carried out, now or earlier.
    public var carriedOut: Int { commands.values.reduce(0) { $0 + $1.committed + $1.replayed } }

    mutating func count(_ reply: DayReply, type: String) {
        if reply.isCommitted {
            if reply.isReplay {
                commands[type, default: CommandCount()].replayed += 1
            } else {
                commands[type, default: CommandCount()].committed += 1
            }
            return
        }
        commands[type, default: CommandCount()].refused += 1
        errors[reply.error?.code ?? "unknown", default: 0] += 1
        if firstErrors.count < 5 {
            firstErrors.append("\(reply.messageID): \(reply.error?.code ?? "") – \(reply.error?.message ?? "")")
        }
    }

    mutating func count(_ booking: Booking) {
        let line = CourseLine(course: booking.course, currency: booking.price.unit.code)
        courses[line, default: CourseSum()].bookings += 1
        courses[line, default: CourseSum()].price += Int128(booking.price.minorUnits)
        if booking.price.isZero { courses[line, default: CourseSum()].unpaid += 1 }
        for step in booking.steps { courses[line, default: CourseSum()].due += Int128(step.settled) }
    }

    mutating func settle(_ step: BookingStep, of booking: Booking, _ reply: DayReply, name: DayName) {
        guard step.settled != 0 else { return }
        // From the reply's own legs, not from what was asked for: the guest pays what the marketplace gets.
        let paid = reply.legs.filter { $0.owner.flatMap { name.role(ofOwner: $0) } == .guest }
            .reduce(Int128(0)) { $0 - Int128($1.money.minorUnits) }
        courses[CourseLine(course: booking.course, currency: booking.price.unit.code), default: CourseSum()].settled +=
            paid
    }
}
