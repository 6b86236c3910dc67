import Contracts

/// Whose account a leg of a day's transaction touches.
public enum AccountRole: String, CaseIterable, Sendable {
    case guest, host, cash, fees, tax, adjustments
}

/// Sums over the legs of a day's transactions, exact to the minor unit, by what the transactions were for and whom they touched.
public struct ControlTotals: Sendable, Hashable {
    /// What is added up separately.
    public struct Line: Sendable, Hashable, Comparable {
        /// The transactions' type, such as `capture`.
        public let type: String
        /// Whose accounts.
        public let role: AccountRole
        /// In which currency.
        public let currency: String

        /// Names a line.
        public init(type: String, role: AccountRole, currency: String) {
            self.type = type
            self.role = role
            self.currency = currency
        }

        /// Orders by currency, then type, then role.
        public static func < (left: Self, right: Self) -> Bool {
            (left.currency, left.type, left.role.rawValue) < (right.currency, right.type, right.role.rawValue)
        }
    }

    /// How many legs, and their sum.
    public struct Sum: Sendable, Hashable {
        /// The number of legs.
        public var legs: Int
        /// In minor units; a positive amount increases the account.
        public var minorUnits: Int128

        /// Makes a sum.
        public init(legs: Int = 0, minorUnits: Int128 = 0) {
            self.legs = legs
            self.minorUnits = minorUnits
        }
    }

    /// The sums.
    public private(set) var sums: [Line: Sum] = [:]

    /// Nothing yet.
    public init() {}

    /// Adds legs.
    public mutating func add(_ sum: Sum, to line: Line) {
        sums[line, default: Sum()].legs += sum.legs
        sums[line, default: Sum()].minorUnits += sum.minorUnits
    }

    /// Adds one leg.
    public mutating func add(_ minorUnits: Int64, to line: Line) {
        add(Sum(legs: 1, minorUnits: Int128(minorUnits)), to: line)
    }

    /// The lines in which two sets of totals differ.
    public func differences(from other: ControlTotals) -> [Line] {
        Set(sums.keys).union(other.sums.keys).filter { sums[$0] != other.sums[$0] }.sorted()
    }

    /// The sum of all legs of each currency, which must be zero.
    public var balance: [String: Int128] {
        sums.reduce(into: [:]) { $0[$1.key.currency, default: 0] += $1.value.minorUnits }
    }
}

extension Int128 {
    /// As decimal text with a point before the last `decimals` digits: (-5, 2) gives `-0.05`.
    public func decimalText(decimals: UInt8) -> String {
        var digits = String(magnitude)
        let decimals = Int(decimals)
        if decimals > 0 {
            if digits.utf8.count <= decimals {
                digits = String(repeating: "0", count: decimals + 1 - digits.utf8.count) + digits
            }
            digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -decimals))
        }
        return self < 0 ? "-" + digits : digits
    }
}
