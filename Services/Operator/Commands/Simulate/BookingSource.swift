import BookingDay
import Contracts

/// Where a day's bookings come from, one piece after another.
protocol BookingSource: Sendable {
    /// The day's name, which follows from what the bookings are.
    var name: DayName { get async throws }
    /// How many bookings there are; nil where that is not known yet.
    var count: Int? { get async }
    /// The next bookings; nil at the end.
    func next() async throws -> [Booking]?
}

/// Bookings that are made up.
actor GeneratedBookings: BookingSource {
    let name: DayName
    let count: Int?
    private let generator: BookingGenerator
    private let total: Int
    private var done = 0

    init(seed: UInt64, count: Int) {
        name = DayName(seed: seed, bookings: count)
        self.count = count
        total = count
        generator = BookingGenerator(seed: seed)
    }

    func next() throws -> [Booking]? {
        guard done < total else { return nil }
        let numbers = (done + 1)...min(done + 500, total)
        done = numbers.upperBound
        return try numbers.map { try generator.booking($0) }
    }
}
