/// An amount in a unit: an integer of minor units, never a floating-point number.
public struct Money: Sendable, Hashable {
    /// The amount in minor units: 12550 for 125.50 of a unit with two decimals. Any `Int64`.
    public let minorUnits: Int64
    /// The unit.
    public let unit: CurrencyUnit

    /// Makes money from minor units.
    public init(minorUnits: Int64, unit: CurrencyUnit) {
        self.minorUnits = minorUnits
        self.unit = unit
    }

    /// Makes money from decimal text such as `125.50`.
    ///
    /// - Throws: ``AmountError``, see ``DecimalAmount``.
    public init(parsing text: String, unit: CurrencyUnit) throws(AmountError) {
        self.init(minorUnits: try DecimalAmount(parsing: text).minorUnits(in: unit), unit: unit)
    }

    /// Whether the amount is zero.
    public var isZero: Bool { minorUnits == 0 }
    /// Whether the amount is above zero.
    public var isPositive: Bool { minorUnits > 0 }
    /// Whether the amount is below zero.
    public var isNegative: Bool { minorUnits < 0 }

    /// The sum.
    ///
    /// - Throws: ``AmountError/unitMismatch(_:_:)`` or ``AmountError/overflow``.
    public func adding(_ other: Money) throws(AmountError) -> Money {
        try combined(with: other, minorUnits.addingReportingOverflow(other.minorUnits))
    }

    /// The difference.
    ///
    /// - Throws: ``AmountError/unitMismatch(_:_:)`` or ``AmountError/overflow``.
    public func subtracting(_ other: Money) throws(AmountError) -> Money {
        try combined(with: other, minorUnits.subtractingReportingOverflow(other.minorUnits))
    }

    /// The amount with the opposite sign.
    ///
    /// - Throws: ``AmountError/overflow`` for the lowest `Int64`.
    public func negated() throws(AmountError) -> Money {
        let zero = Money(minorUnits: 0, unit: unit)
        return try zero.subtracting(self)
    }

    /// The amount as decimal text with all decimals of the unit: `-0.05`, `125.50`, or `125` without decimals.
    public var amountText: String {
        MinorUnits.text(minorUnits, decimals: unit.decimals)
    }

    private func combined(
        with other: Money, _ result: (partialValue: Int64, overflow: Bool)
    ) throws(AmountError) -> Money {
        guard unit == other.unit else { throw .unitMismatch(unit.code, other.unit.code) }
        guard !result.overflow else { throw .overflow }
        return Money(minorUnits: result.partialValue, unit: unit)
    }
}

extension Money: CustomStringConvertible {
    /// Amount and code, such as `125.50 ZAR`.
    public var description: String { amountText + " " + unit.code }
}
