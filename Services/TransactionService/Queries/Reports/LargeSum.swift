import Contracts

/// A sum of many amounts, in minor units; it may be larger than any single amount.
struct LargeSum {
    private(set) var minorUnits: Int128 = 0

    /// Adds what the database has added up.
    ///
    /// - Returns: what was added.
    @discardableResult
    mutating func add(_ text: String) throws -> LargeSum {
        guard let number = Int128(text) else { throw CommandError(.internalError, "a sum is no whole number: \(text)") }
        minorUnits += number
        return LargeSum(minorUnits: number)
    }

    /// The sum with all decimals of its unit.
    func text(decimals: UInt8) -> String {
        let digits = String(minorUnits.magnitude)
        let padded = String(repeating: "0", count: max(0, Int(decimals) + 1 - digits.count)) + digits
        let point = decimals > 0 ? "." : ""
        return (minorUnits < 0 ? "-" : "") + padded.dropLast(Int(decimals)) + point + padded.suffix(Int(decimals))
    }
}
