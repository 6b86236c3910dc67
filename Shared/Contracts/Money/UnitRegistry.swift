/// The units that are known: ISO 4217, built in, and those that the operator has registered.
///
/// Copies share storage, so a registry can be handed to every lane and replaced as a whole when a unit is registered.
/// It holds at most 31,768 registered units, the numbers that there are.
public struct UnitRegistry: Sendable, Hashable {
    private var byCode: [String: CurrencyUnit] = [:]
    private var byNumber: [Int16: CurrencyUnit] = [:]
    private var highestNumber: Int16 = CurrencyUnit.firstRegisteredNumber - 1

    /// Makes a registry of the currencies of ISO 4217.
    ///
    /// Codes without a minor unit (XAU, XDR, XTS and the like) are not money to be counted here and are left out;
    /// they cannot be registered either.
    public init() {}

    /// Adds a unit. Registering the same unit again changes nothing.
    ///
    /// - Throws: ``UnitError/reservedCode``, ``UnitError/invalidNumber``, ``UnitError/codeTaken(_:)`` or
    ///   ``UnitError/numberTaken(_:)``; the registry is then unchanged.
    public mutating func register(_ unit: CurrencyUnit) throws(UnitError) {
        if let existing = self[unit.code] {
            guard existing == unit else { throw .codeTaken(existing) }
            return
        }
        guard !CurrencyUnit.isInISOSpace(unit.code) else { throw .reservedCode }
        guard unit.isRegistered else { throw .invalidNumber }
        if let existing = byNumber[unit.number] { throw .numberTaken(existing) }
        byCode[unit.code] = unit
        byNumber[unit.number] = unit
        highestNumber = max(highestNumber, unit.number)
    }

    /// The unit with this code, in capitals, or `nil`.
    public subscript(code: String) -> CurrencyUnit? {
        CurrencyUnit.iso(code: code) ?? byCode[code]
    }

    /// The unit with this number, or `nil`.
    public subscript(number: Int16) -> CurrencyUnit? {
        CurrencyUnit.iso(number: number) ?? byNumber[number]
    }

    /// The number for the next unit to register, or `nil` when all are used.
    public var nextNumber: Int16? {
        highestNumber == Int16.max ? nil : highestNumber + 1
    }

    /// The registered units, by number.
    public var registered: [CurrencyUnit] {
        byCode.values.sorted { $0.number < $1.number }
    }

    /// The units of ISO 4217, by code.
    public static var iso: [CurrencyUnit] { CurrencyUnit.isoUnits }
}
