import Contracts

/// Writes what a document should say, in the form in which the service writes documents.
///
/// A document that begins with these very bytes needs no parsing. One in another form is read and compared member by member.
struct DocumentText {
    private(set) var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(384) }

    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    @inline(__always)
    mutating func literal(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    @inline(__always)
    mutating func raw(_ text: some Collection<UInt8>) { bytes.append(contentsOf: text) }

    /// A member whose value is an identifier; `name` has its quotes, colon and the opening quote of the value.
    @inline(__always)
    mutating func identifier(_ name: StaticString, _ identifier: some LedgerIdentifier) {
        literal(name)
        raw(identifier.description.utf8)
        literal("\"")
    }

    /// Text with quotes around it, escaped where it has to be.
    mutating func quoted(_ text: UnsafeRawBufferPointer) {
        guard text.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) else {
            literal("\"")
            raw(text)
            literal("\"")
            return
        }
        var json = JSONWriter(capacity: text.count + 16)
        json.string(String(decoding: text, as: UTF8.self))
        raw(json.bytes)
    }

    /// A member whose value is text; `name` has its quotes and colon.
    mutating func member(_ name: StaticString, _ text: UnsafeRawBufferPointer?) {
        guard let text else { return }
        literal(name)
        quoted(text)
    }

    mutating func amount(_ minorUnits: Int64, decimals: UInt8) {
        MinorUnits.append(minorUnits, decimals: decimals, to: &bytes)
    }
}

/// A unit as documents write it.
struct UnitText {
    let code: [UInt8]
    let text: String
    let decimals: UInt8
}

extension DocumentText {
    /// A leg of a transaction.
    mutating func leg(_ account: Int64, _ amount: Int64, _ unit: UnitText, isFirst: Bool) {
        literal(isFirst ? "{\"account\":\"" : ",{\"account\":\"")
        let account = AccountID(number: account)
        if let system = SystemAccount(id: account) {
            raw(system.rawValue.utf8)
            literal(":")
            raw(unit.code)
        } else {
            raw(account.description.utf8)
        }
        literal("\",\"amount\":\"")
        self.amount(amount, decimals: unit.decimals)
        literal("\",\"currency\":\"")
        raw(unit.code)
        literal("\"}")
    }
}
