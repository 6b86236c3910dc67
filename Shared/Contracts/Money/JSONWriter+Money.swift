extension JSONWriter {
    /// Writes an amount as a string with all decimals of its unit, such as `"125.50"`.
    public mutating func amount(_ minorUnits: Int64, in unit: CurrencyUnit) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        MinorUnits.append(minorUnits, decimals: unit.decimals, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes money as an object, such as `{"amount":"125.50","currency":"ZAR"}`.
    public mutating func money(_ money: Money) {
        beginObject()
        key("amount")
        amount(money.minorUnits, in: money.unit)
        key("currency")
        string(money.unit.code)
        endObject()
    }
}
