import Contracts

/// Where the values stand in a file of the hotel-booking-demand data set, by its header.
///
/// The set has no ids: the row's number is a booking's identity, a host is a hotel's agent, and guests are drawn from the day's pool.
public struct BookingColumns: Sendable {
    private let unit: CurrencyUnit
    private let count: Int
    private let positions: [String: Int]

    private static let needed = [
        "hotel", "stays_in_weekend_nights", "stays_in_week_nights", "deposit_type", "agent", "adr",
        "reservation_status",
    ]

    /// Finds the columns; the order does not matter, and others may be there.
    ///
    /// - Parameter unit: in which currency the rates are.
    public init(header: CSVRow, unit: CurrencyUnit) throws(BookingError) {
        var positions: [String: Int] = [:]
        for name in Self.needed {
            guard let position = header.fields.firstIndex(of: name) else { throw .missingColumn(name) }
            positions[name] = position
        }
        self.positions = positions
        self.unit = unit
        count = header.fields.count
    }

    /// Reads one row.
    ///
    /// - Parameter number: the row's number below the header, from 1.
    public func booking(from row: CSVRow, number: Int) throws(BookingError) -> Booking {
        guard row.fields.count == count else { throw .wrongFieldCount(line: row.line) }
        let weekend = try wholeNumber("stays_in_weekend_nights", row)
        let week = try wholeNumber("stays_in_week_nights", row)
        return try Booking(
            number: number, guest: GuestPool.guest(of: number), host: try host(row), night: try rate(row),
            nights: weekend + week, course: try choice(Self.courses, "reservation_status", row),
            policy: try choice(Self.policies, "deposit_type", row))
    }

    private func value(_ column: String, _ row: CSVRow) -> String { positions[column].map { row.fields[$0] } ?? "" }

    /// The average daily rate as an exact decimal; it never passes through a float.
    private func rate(_ row: CSVRow) throws(BookingError) -> Money {
        do {
            return try Money(parsing: value("adr", row), unit: unit)
        } catch {
            throw .unreadable(column: "adr", line: row.line)
        }
    }

    private func wholeNumber(_ column: String, _ row: CSVRow) throws(BookingError) -> Int {
        guard let number = Int(value(column, row)), (0...10_000).contains(number) else {
            throw .unreadable(column: column, line: row.line)
        }
        return number
    }

    private func host(_ row: CSVRow) throws(BookingError) -> String {
        let agent = value("agent", row)
        let seller = agent == "NULL" || agent.isEmpty ? "direct" : agent
        let name = "\(value("hotel", row).split(separator: " ").first ?? "")-\(seller)".lowercased()
        guard name.utf8.count <= 32, PartyID(text: name) != nil else {
            throw .unreadable(column: "agent", line: row.line)
        }
        return name
    }

    private func choice<Value>(
        _ choices: [String: Value], _ column: String, _ row: CSVRow
    ) throws(BookingError) -> Value {
        guard let choice = choices[value(column, row)] else { throw .unreadable(column: column, line: row.line) }
        return choice
    }

    private static let courses: [String: Booking.Course] = [
        "Check-Out": .checkedOut, "Canceled": .canceled, "No-Show": .noShow,
    ]
    private static let policies: [String: Booking.Policy] = [
        "No Deposit": .noDeposit, "Refundable": .refundable, "Non Refund": .nonRefundable,
    ]
}

/// The guests of a day, each with several bookings.
enum GuestPool {
    /// How many there are.
    static let size: UInt64 = 20_000

    /// The guest of a booking; always the same one.
    static func guest(of number: Int) -> String {
        var random = SplitMix64(seed: 0, item: UInt64(number))
        return String(random.next() % size)
    }
}
