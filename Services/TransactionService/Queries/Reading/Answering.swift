import Contracts
import Postgres

extension Row {
    /// A unit from three columns.
    func unit(code: Int, number: Int, decimals: Int) throws -> CurrencyUnit {
        try CurrencyUnit(
            code: try text(code), number: try int16(number), decimals: UInt8(truncatingIfNeeded: try int16(decimals)))
    }

    /// A moment.
    func moment(_ column: Int) throws -> Timestamp { Timestamp(microseconds: try timestamp(column)) }

    /// A moment; nil for NULL.
    func optionalMoment(_ column: Int) throws -> Timestamp? {
        try optionalTimestamp(column).map { Timestamp(microseconds: $0) }
    }
}

extension JSONWriter {
    /// Writes a text; nothing where it is nil.
    mutating func optional(_ name: String, _ text: String?) {
        if let text { member(name, text) }
    }

    /// Writes an amount with all decimals of its unit.
    mutating func amount(_ name: String, _ minorUnits: Int64, in unit: CurrencyUnit) {
        key(name)
        amount(minorUnits, in: unit)
    }

    /// Writes an amount; nothing where it is nil.
    mutating func optionalAmount(_ name: String, _ minorUnits: Int64?, in unit: CurrencyUnit) {
        if let minorUnits { amount(name, minorUnits, in: unit) }
    }

    /// Writes a whole number as a text, which every language reads exactly.
    mutating func number(_ name: String, _ number: Int64) {
        key(name)
        quotedInt(number)
    }

    /// Writes true or false.
    mutating func flag(_ name: String, _ flag: Bool) {
        key(name)
        bool(flag)
    }

    /// Writes a moment.
    mutating func moment(_ name: String, _ moment: Timestamp) { member(name, moment.rfc3339) }

    /// Writes a moment; nothing where it is nil.
    mutating func optionalMoment(_ name: String, _ moment: Timestamp?) {
        if let moment { self.moment(name, moment) }
    }

    /// Writes a page of a list: the items, and the cursor of the next page where there is one.
    ///
    /// - Parameters:
    ///   - rows: at most one more than the page holds.
    ///   - cursor: where the page ends, from its last row.
    ///   - write: writes one item.
    mutating func page<Rows: RandomAccessCollection>(
        _ rows: Rows, of query: some PagedQuery, cursor: (Rows.Element) throws -> Cursor,
        write: (Rows.Element, inout JSONWriter) throws -> Void
    ) throws {
        let shown = rows.prefix(query.page.size)
        key("items")
        beginArray()
        for row in shown { try write(row, &self) }
        endArray()
        if rows.count > shown.count, let last = shown.last {
            member("next_cursor", try cursor(last).text(for: query))
        }
    }
}

extension PagedQuery {
    /// How many rows to ask for: one more than are shown tells whether there is another page.
    var rowLimit: Parameter { .int64(Int64(page.size) + 1) }
}
