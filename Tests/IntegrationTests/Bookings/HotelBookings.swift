import BookingDay
import Contracts
import Foundation
import TestWorld
import Testing

/// The public hotel-booking-demand data set, read where it lies.
struct HotelBookings {
    /// The file; nil where this machine does not have it.
    static let file = ProcessInfo.processInfo.environment["KAURI_DATA"]
        .map { URL(filePath: $0).appending(path: "hotel_bookings/hotel_bookings.csv.gz") }
        .flatMap { FileManager.default.fileExists(atPath: $0.path) ? $0 : nil }

    /// All bookings in the order of the file.
    let bookings: [Booking]

    init(_ file: URL) throws {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["gzip", "-dc", file.path]
        process.standardOutput = output
        try process.run()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "gzip could not unpack \(file.path)")

        var reader = CSVReader()
        var rows = try reader.take([UInt8](text))
        if let last = try reader.finish() { rows.append(last) }
        let unit = try #require(UnitRegistry()["EUR"])
        let columns = try BookingColumns(header: try #require(rows.first), unit: unit)
        bookings = try rows.dropFirst().enumerated().map { try columns.booking(from: $1, number: $0 + 1) }
    }
}
