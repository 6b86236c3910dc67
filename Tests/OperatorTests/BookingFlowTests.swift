import Contracts
import Testing

@testable import BookingDay

@Suite struct BookingFlowTests {
    /// Every shape of booking, and a few thousand that were drawn.
    private static let bookings: [Booking] = {
        guard let unit = UnitRegistry()["EUR"] else { return [] }
        var bookings: [Booking] = []
        for course in Booking.Course.allCases {
            for policy in Booking.Policy.allCases {
                for (rate, nights) in [(1, 1), (1, 7), (9_999, 1), (12_345, 3), (0, 4), (500, 0), (-638, 10)] {
                    let night = Money(minorUnits: Int64(rate), unit: unit)
                    let booking = try? Booking(
                        number: bookings.count + 1, guest: "1", host: "2", night: night, nights: nights, course: course,
                        policy: policy)
                    bookings += booking.map { [$0] } ?? []
                }
            }
        }
        let generator = BookingGenerator(seed: 11)
        return bookings + (1...3_000).compactMap { try? generator.booking($0) }
    }()

    @Test func legsOfEveryStepAddUpToZero() {
        for booking in Self.bookings {
            for step in booking.steps {
                #expect(step.legs.reduce(0) { $0 + $1.money.minorUnits } == 0)
                #expect(step.legs.allSatisfy { !$0.money.isZero })
            }
        }
    }

    @Test func noMoneyStaysOnTheWay() {
        for booking in Self.bookings {
            var guest: Int64 = 0
            var held: Int64 = 0
            for step in booking.steps {
                switch step {
                case .hold(let money): held += money.minorUnits
                case .capture, .release: held = 0
                default: break
                }
                guest += step.legs.filter { $0.role == .guest }.reduce(0) { $0 + $1.money.minorUnits }
                #expect(guest >= held, "booking \(booking)")
            }
            #expect(held == 0)
            // Only a refund leaves something in the wallet.
            #expect(guest == max(-booking.price.minorUnits, 0), "booking \(booking)")
        }
    }

    @Test func whoCameHasPaidThePriceAndNothingElse() {
        for booking in Self.bookings where booking.course == .checkedOut {
            #expect(booking.steps.reduce(0) { $0 + $1.settled } == booking.price.minorUnits)
        }
    }

    @Test func aCancellationCostsNothingUnlessItIsNonRefundable() {
        for booking in Self.bookings where booking.course == .canceled && booking.price.isPositive {
            let kept = booking.policy == .nonRefundable ? booking.price.minorUnits : 0
            #expect(booking.steps.reduce(0) { $0 + $1.settled } == kept)
        }
    }

    @Test(arguments: [1, 2, 8, 99, 100, 12_345, 1_000_000_000_000] as [Int64])
    func partsAddUpToThePrice(price: Int64) throws {
        let unit = try #require(UnitRegistry()["EUR"])
        let parts = PriceParts(of: Money(minorUnits: price, unit: unit))
        #expect(parts.host.minorUnits + parts.fee.minorUnits + parts.tax.minorUnits == price)
        #expect(parts.fee.minorUnits == price * 12 / 100)
        #expect(parts.all.allSatisfy { $0.money.isPositive })
    }

    @Test func theSameSeedIsTheSameDay() throws {
        for number in [1, 2, 999] {
            #expect(try BookingGenerator(seed: 5).booking(number) == BookingGenerator(seed: 5).booking(number))
        }
        let day = try (1...200).map { try BookingGenerator(seed: 5).booking($0).price }
        let other = try (1...200).map { try BookingGenerator(seed: 6).booking($0).price }
        #expect(day != other)
    }
}
