import BookingDay
import Contracts
import Foundation
import TestWorld
import Testing

/// The public hotel-booking-demand data set.
struct HotelBookings {
    /// The file; nil where this machine does not have it.
    static let file = DataSet.file("hotel_bookings/hotel_bookings.csv.gz")

    /// All bookings in the order of the file.
    let bookings: [Booking]

    init(_ file: URL) throws {
        var reader = CSVReader()
        var rows = try reader.take(try DataSet.unpacked(file))
        if let last = try reader.finish() { rows.append(last) }
        let unit = try #require(UnitRegistry()["EUR"])
        let columns = try BookingColumns(header: try #require(rows.first), unit: unit)
        bookings = try rows.dropFirst().enumerated().map { try columns.booking(from: $1, number: $0 + 1) }
    }
}
