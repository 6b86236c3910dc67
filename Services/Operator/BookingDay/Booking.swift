import Contracts

/// One booking of a marketplace day: who stays with whom, for how much, and how it ended.
public struct Booking: Sendable, Hashable {
    /// How a booking ended.
    public enum Course: String, CaseIterable, Sendable {
        case checkedOut = "checked_out"
        case canceled
        case noShow = "no_show"
    }

    /// What happens to the money when the guest does not come.
    public enum Policy: String, CaseIterable, Sendable {
        /// The money is held until check-out.
        case noDeposit = "no_deposit"
        /// It is paid at booking and given back at cancellation.
        case refundable
        /// It is paid at booking and kept at cancellation.
        case nonRefundable = "non_refundable"
    }

    /// Its number, from 1: the row of a file. A booking has no other id.
    public let number: Int
    /// The guest, by a name that is unique within the day.
    public let guest: String
    /// The host, likewise; a host is paid in one currency only.
    public let host: String
    /// The price of one night.
    public let night: Money
    /// The price of the stay. Zero is no payment; a negative price is a refund to the guest.
    public let price: Money
    /// How it ended.
    public let course: Course
    /// What happens to the money when the guest does not come.
    public let policy: Policy

    /// Makes a booking.
    ///
    /// - Throws: ``BookingError/priceTooLarge`` when the product does not fit.
    public init(
        number: Int, guest: String, host: String, night: Money, nights: Int, course: Course, policy: Policy
    ) throws(BookingError) {
        let (price, overflow) = night.minorUnits.multipliedReportingOverflow(by: Int64(nights))
        guard !overflow, price.magnitude <= Self.highestPrice else { throw .priceTooLarge }
        self.number = number
        self.guest = guest
        self.host = host
        self.night = night
        self.price = Money(minorUnits: price, unit: night.unit)
        self.course = course
        self.policy = policy
    }

    /// In minor units; leaves room for the sums of a million bookings in one wallet.
    static let highestPrice: UInt64 = 1_000_000_000_000
}

/// Why a row is no booking.
public enum BookingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file lacks a column.
    case missingColumn(String)
    /// A row has another number of values than the header.
    case wrongFieldCount(line: Int)
    /// A value cannot be read.
    case unreadable(column: String, line: Int)
    /// adr × nights is more than a trillion minor units.
    case priceTooLarge
    /// The file has more rows than a day may have.
    case tooManyBookings(limit: Int)

    /// One line for a person.
    public var description: String {
        switch self {
        case .missingColumn(let name): "the file has no column \(name); is it the hotel-booking-demand data set?"
        case .wrongFieldCount(let line): "line \(line) has another number of values than the header"
        case .unreadable(let column, let line): "line \(line): \(column) cannot be read"
        case .priceTooLarge: "a booking costs more than a trillion minor units"
        case .tooManyBookings(let limit): "a day has at most \(limit) bookings; split the file"
        }
    }
}
