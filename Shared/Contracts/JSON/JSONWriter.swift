/// Writes JSON (RFC 8259) into a byte array, without white space and with the fewest escapes.
///
/// Commas are put in by themselves. The writer trusts its caller to write a key before each value of an object and to
/// end what it begins.
public struct JSONWriter: Sendable {
    /// What has been written.
    public internal(set) var bytes: [UInt8]
    /// How many objects and arrays are open.
    public private(set) var depth = 0
    private var needsComma = false

    /// Makes a writer.
    ///
    /// - Parameter capacity: bytes to reserve, so that a typical message is written without moving it.
    public init(capacity: Int = 512) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    /// Reserves room for `count` further bytes.
    public mutating func reserveCapacity(_ count: Int) {
        bytes.reserveCapacity(bytes.count + count)
    }

    /// Starts again, keeping the memory.
    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        depth = 0
        needsComma = false
    }

    /// Begins an object.
    public mutating func beginObject() {
        begin(UInt8(ascii: "{"))
    }

    /// Ends the innermost object.
    public mutating func endObject() {
        end(UInt8(ascii: "}"))
    }

    /// Begins an array.
    public mutating func beginArray() {
        begin(UInt8(ascii: "["))
    }

    /// Ends the innermost array.
    public mutating func endArray() {
        end(UInt8(ascii: "]"))
    }

    /// Writes the key of the member whose value comes next.
    public mutating func key(_ key: String) {
        separate()
        appendQuoted(key)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a string.
    public mutating func string(_ text: String) {
        separate()
        appendQuoted(text)
    }

    /// Writes an integer as a number.
    public mutating func int(_ value: Int64) {
        separate()
        MinorUnits.append(value, decimals: 0, to: &bytes)
    }

    /// Writes an integer as a number.
    public mutating func int(_ value: Int) {
        int(Int64(value))
    }

    /// Writes an integer as a string, as it is done for numbers that other languages could round.
    public mutating func quotedInt(_ value: Int64) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        MinorUnits.append(value, decimals: 0, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes a number by its literal, which the caller has checked.
    public mutating func number(literal: String) {
        separate()
        bytes.append(contentsOf: literal.utf8)
    }

    /// Writes `true` or `false`.
    public mutating func bool(_ value: Bool) {
        separate()
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    /// Writes `null`.
    public mutating func null() {
        separate()
        bytes.append(contentsOf: "null".utf8)
    }

    /// Writes one value that is encoded already and trusted to be JSON.
    public mutating func raw(_ encoded: [UInt8]) {
        separate()
        bytes.append(contentsOf: encoded)
    }

    /// Writes one value that is encoded already and trusted to be JSON.
    public mutating func raw(_ encoded: ArraySlice<UInt8>) {
        separate()
        bytes.append(contentsOf: encoded)
    }

    private mutating func begin(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        depth += 1
        needsComma = false
    }

    private mutating func end(_ bracket: UInt8) {
        precondition(depth > 0, "an object or array is ended that was not begun")
        bytes.append(bracket)
        depth -= 1
        needsComma = true
    }

    /// Puts the comma before a key or value that is not the first; a value right after its key needs none.
    @inline(__always)
    mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }
}
