import Contracts

/// Makes up a day's bookings from a seed: each booking follows from the seed and its number alone.
public struct BookingGenerator: Sendable {
    private let seed: UInt64
    private let units: [CurrencyUnit]

    private static let hosts: UInt64 = 120

    /// - Parameter seed: which day.
    public init(seed: UInt64) {
        self.seed = seed
        let registry = UnitRegistry()
        // With two decimals, none and three: a day must not depend on cents.
        units = ["ZAR", "KES", "UGX", "TND"].compactMap { registry[$0] }
    }

    /// One booking.
    ///
    /// - Parameter number: from 1.
    public func booking(_ number: Int) throws(BookingError) -> Booking {
        var random = SplitMix64(seed: seed, item: UInt64(number))
        let host = random.next() % Self.hosts
        let unit = units[Int(host % UInt64(units.count))]
        let course: Booking.Course =
            switch random.next() % 100 {
            case ..<63: .checkedOut
            case ..<97: .canceled
            default: .noShow
            }
        let policy: Booking.Policy =
            switch random.next() % 100 {
            case ..<80: .noDeposit
            case ..<88: .refundable
            default: .nonRefundable
            }
        let nights = 1 + Int(random.next() % 9)
        var rate = Int64(2_000 + random.next() % 40_000)
        switch random.next() % 1_000 {
        case ..<15: rate = 0
        case ..<18: rate = -rate / 10
        default: break
        }
        return try Booking(
            number: number, guest: GuestPool.guest(of: number), host: "house-\(host)",
            night: Money(minorUnits: rate, unit: unit), nights: nights, course: course, policy: policy)
    }
}
