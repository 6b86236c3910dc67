import BookingDay
import Contracts
import Testing

@Suite struct BookingColumnsTests {
    private static let header = """
        hotel,is_canceled,stays_in_weekend_nights,stays_in_week_nights,deposit_type,agent,adr,reservation_status
        """

    @Test(arguments: [
        // The exact product, and a night's rate, in cents: none of these is a float's.
        ("Resort Hotel,0,2,5,No Deposit,NULL,75.3,Check-Out", 52_710, 7_530),
        ("City Hotel,0,1,0,No Deposit,9,0.07,Check-Out", 7, 7),
        ("City Hotel,0,4,6,No Deposit,9,5400,Check-Out", 5_400_000, 540_000),
        ("City Hotel,0,0,0,No Deposit,9,89.68,Check-Out", 0, 8_968),
        ("City Hotel,0,1,1,No Deposit,9,0,Check-Out", 0, 0),
        ("Resort Hotel,0,4,6,No Deposit,273,-6.38,Check-Out", -6_380, -638),
    ])
    func multipliesExactly(row: String, price: Int64, night: Int64) throws {
        let booking = try booking(row)
        #expect(booking.price.minorUnits == price)
        #expect(booking.night.minorUnits == night)
        #expect(booking.price.unit.code == "EUR")
    }

    @Test func readsHostsCoursesAndPolicies() throws {
        let first = try booking("Resort Hotel,1,1,1,Non Refund,NULL,10,Canceled")
        #expect(first.host == "resort-direct")
        #expect(first.course == .canceled)
        #expect(first.policy == .nonRefundable)
        let second = try booking("City Hotel,1,1,1,Refundable,240,10,No-Show")
        #expect(second.host == "city-240")
        #expect(second.course == .noShow)
        #expect(second.policy == .refundable)
    }

    @Test(arguments: [
        ("City Hotel,0,1,1,No Deposit,9,12.345,Check-Out", "adr"),
        ("City Hotel,0,1,1,No Deposit,9,1e3,Check-Out", "adr"),
        ("City Hotel,0,x,1,No Deposit,9,10,Check-Out", "stays_in_weekend_nights"),
        ("City Hotel,0,1,-1,No Deposit,9,10,Check-Out", "stays_in_week_nights"),
        ("City Hotel,0,1,1,Cash,9,10,Check-Out", "deposit_type"),
        ("City Hotel,0,1,1,No Deposit,9,10,Gone", "reservation_status"),
        ("City Hotel,0,1,1,No Deposit,a b,10,Check-Out", "agent"),
    ])
    func namesWhatCannotBeRead(row: String, column: String) {
        #expect(throws: BookingError.unreadable(column: column, line: 2)) { try booking(row) }
    }

    @Test func refusesOtherFiles() {
        #expect(throws: BookingError.missingColumn("adr")) {
            try booking("x", header: Self.header.replacing("adr", with: "rate"))
        }
        #expect(throws: BookingError.wrongFieldCount(line: 2)) { try booking("City Hotel,0,1") }
        #expect(throws: BookingError.priceTooLarge) {
            try booking("City Hotel,0,5000,5000,No Deposit,9,9999999999,Check-Out")
        }
    }

    private func booking(_ row: String, header: String = Self.header) throws -> Booking {
        var reader = CSVReader()
        let rows = try reader.take(Array("\(header)\n\(row)\n".utf8))
        let unit = try #require(UnitRegistry()["EUR"])
        return try BookingColumns(header: rows[0], unit: unit).booking(from: rows[1], number: 1)
    }
}
