/// A unit in which money is counted: a currency of ISO 4217, or one that the operator has registered (POINTS, TOMAN).
public struct CurrencyUnit: Sendable, Hashable {
    /// The most decimals that a unit may have; with 12, an `Int64` of minor units still holds nine million whole ones.
    public static let mostDecimals: UInt8 = 12
    /// The first number of registered units; ISO 4217 has the numbers below.
    public static let firstRegisteredNumber: Int16 = 1_000

    /// The code: three letters for ISO 4217, otherwise a capital letter followed by 2 to 14 of `A–Z 0–9 _`.
    public let code: String
    /// The numeric code of ISO 4217 (1 to 999), or 1000 to 32767 for a registered unit.
    public let number: Int16
    /// How many decimals the major unit has, 0 to ``mostDecimals``: 2 means that 1 minor unit is 0.01.
    public let decimals: UInt8

    /// Makes a unit, for registration or from storage.
    ///
    /// - Throws: ``UnitError/invalidCode``, ``UnitError/invalidNumber`` or ``UnitError/invalidDecimals``.
    public init(code: String, number: Int16, decimals: UInt8) throws(UnitError) {
        guard CurrencyUnit.isValidCode(code) else { throw .invalidCode }
        guard number > 0 else { throw .invalidNumber }
        guard decimals <= CurrencyUnit.mostDecimals else { throw .invalidDecimals }
        self.init(trusted: code, number: number, decimals: decimals)
    }

    /// Trusts the ISO table.
    init(trusted code: String, number: Int16, decimals: UInt8) {
        self.code = code
        self.number = number
        self.decimals = decimals
    }

    /// Whether this is a unit that the operator has registered.
    public var isRegistered: Bool { number >= CurrencyUnit.firstRegisteredNumber }

    /// Whether `code` has 3 to 15 characters, a capital letter first and then capital letters, digits and underscores.
    public static func isValidCode(_ code: String) -> Bool {
        guard 3...15 ~= code.utf8.count, let first = code.utf8.first, isCapital(first) else { return false }
        return code.utf8.allSatisfy { byte in
            isCapital(byte) || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || byte == UInt8(ascii: "_")
        }
    }

    /// Whether `code` is three capital letters, a space that belongs to ISO 4217.
    static func isInISOSpace(_ code: String) -> Bool {
        code.utf8.count == 3 && code.utf8.allSatisfy(isCapital)
    }

    private static func isCapital(_ byte: UInt8) -> Bool {
        UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
    }
}

extension CurrencyUnit: CustomStringConvertible {
    /// The code.
    public var description: String { code }
}
