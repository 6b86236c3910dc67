import Contracts

/// One movement in the life of a booking; each is a command.
enum BookingStep: Sendable, Hashable {
    /// The guest's card pays into the guest's wallet.
    case deposit(Money)
    /// The price is set aside.
    case hold(Money)
    /// Held money is divided among host, platform and tax authority; what is left of the hold is released.
    case capture(Money)
    /// All of the hold is given back.
    case release
    /// What was captured goes back to the guest's wallet.
    case refundCapture(Money)
    /// Money in the guest's wallet goes back to the card.
    case refundDeposit(Money)
    /// The platform gives money back that was paid elsewhere.
    case credit(Money)

    /// The last part of its message id.
    var name: String {
        switch self {
        case .deposit: "deposit"
        case .hold: "hold"
        case .capture: "capture"
        case .release: "release"
        case .refundCapture: "refund-capture"
        case .refundDeposit: "refund-deposit"
        case .credit: "credit"
        }
    }

    /// What the booking brings to the marketplace by it.
    var settled: Int64 {
        switch self {
        case .capture(let money): money.minorUnits
        case .refundCapture(let money), .credit(let money): -money.minorUnits
        case .deposit, .hold, .release, .refundDeposit: 0
        }
    }

    /// The legs that its transaction must have; empty where it posts none.
    var legs: [(type: String, role: AccountRole, money: Money)] {
        let parts: [(AccountRole, Int64)]
        let type: String
        let unit: CurrencyUnit
        switch self {
        case .hold, .release: return []
        case .deposit(let money):
            (type, unit) = ("deposit", money.unit)
            parts = [(.cash, -money.minorUnits), (.guest, money.minorUnits)]
        case .credit(let money):
            (type, unit) = ("deposit", money.unit)
            parts = [(.adjustments, -money.minorUnits), (.guest, money.minorUnits)]
        case .refundDeposit(let money):
            (type, unit) = ("refund", money.unit)
            parts = [(.guest, -money.minorUnits), (.cash, money.minorUnits)]
        case .capture(let money):
            (type, unit) = ("capture", money.unit)
            parts = [(.guest, -money.minorUnits)] + PriceParts(of: money).all.map { ($0, $1.minorUnits) }
        case .refundCapture(let money):
            (type, unit) = ("refund", money.unit)
            parts = [(.guest, money.minorUnits)] + PriceParts(of: money).all.map { ($0, -$1.minorUnits) }
        }
        return parts.map { (type, $0, Money(minorUnits: $1, unit: unit)) }
    }
}

/// How a price is divided: 12 % for the platform and 6 % tax, each rounded down, and the rest for the host.
struct PriceParts: Sendable, Hashable {
    static let feePercent: Int64 = 12
    static let taxPercent: Int64 = 6

    let host: Money
    let fee: Money
    let tax: Money

    /// - Parameter price: more than zero, at most ``Booking/highestPrice``.
    init(of price: Money) {
        let fee = price.minorUnits * Self.feePercent / 100
        let tax = price.minorUnits * Self.taxPercent / 100
        self.fee = Money(minorUnits: fee, unit: price.unit)
        self.tax = Money(minorUnits: tax, unit: price.unit)
        host = Money(minorUnits: price.minorUnits - fee - tax, unit: price.unit)
    }

    /// The parts that are not zero: a command must not move nothing.
    var all: [(role: AccountRole, money: Money)] {
        [(.host, host), (.fees, fee), (.tax, tax)].filter { $0.1.isPositive }
    }
}

extension Booking {
    /// What happens to the money, from booking to the end; nothing for a price of zero.
    var steps: [BookingStep] {
        if price.isZero { return [] }
        if price.isNegative { return [.credit(Money(minorUnits: -price.minorUnits, unit: price.unit))] }
        let paid: [BookingStep] = [.deposit(price), .hold(price)]
        switch (course, policy) {
        case (.checkedOut, _), (_, .nonRefundable): return paid + [.capture(price)]
        case (.canceled, .noDeposit): return paid + [.release, .refundDeposit(price)]
        case (.canceled, .refundable): return paid + [.capture(price), .refundCapture(price), .refundDeposit(price)]
        case (.noShow, _):
            // One night is charged; the rest of the hold is released and goes back to the card.
            let rest = price.minorUnits - night.minorUnits
            guard rest > 0 else { return paid + [.capture(price)] }
            return paid + [.capture(night), .refundDeposit(Money(minorUnits: rest, unit: price.unit))]
        }
    }
}
