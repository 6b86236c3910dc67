import Contracts
import Glibc

/// Looks into a document without reading all of it.
///
/// Inside of a JSON text a quote is always escaped, so a quoted name with its colon is found where a member begins and nowhere else.
struct DocumentScan {
    let bytes: UnsafeRawBufferPointer

    @inline(__always)
    func has(_ expected: [UInt8], at position: Int) -> Bool {
        expected.withUnsafeBytes { has($0, at: position) }
    }

    @inline(__always)
    func has(_ expected: StaticString, at position: Int) -> Bool {
        has(UnsafeRawBufferPointer(start: expected.utf8Start, count: expected.utf8CodeUnitCount), at: position)
    }

    @inline(__always)
    private func has(_ expected: UnsafeRawBufferPointer, at position: Int) -> Bool {
        guard position >= 0, bytes.count - position >= expected.count else { return false }
        guard let mine = bytes.baseAddress, let other = expected.baseAddress else { return expected.isEmpty }
        return memcmp(mine + position, other, expected.count) == 0
    }

    /// Where a text begins, at or after a position.
    func find(_ text: StaticString, from start: Int) -> Int? {
        guard let base = bytes.baseAddress, bytes.count > start else { return nil }
        var position = start
        while position < bytes.count,
            let hit = memchr(base + position, Int32(text.utf8Start.pointee), bytes.count - position)
        {
            position = UnsafeRawPointer(hit) - base
            if has(text, at: position) { return position }
            position += 1
        }
        return nil
    }

    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// Calls `body` with each member of the object that begins at a position and has neither arrays nor objects in it; strings without quotes.
    ///
    /// - Returns: the position after the object; nil where there is no such object.
    @inline(__always)
    func members(at start: Int, _ body: (_ name: Range<Int>, _ value: Range<Int>) -> Void) -> Int? {
        guard start < bytes.count, bytes[start] == UInt8(ascii: "{") else { return nil }
        var position = start + 1
        while position < bytes.count, bytes[position] == UInt8(ascii: "\""), let name = string(at: position) {
            position = name.upperBound + 2
            guard position < bytes.count else { return nil }
            let value: Range<Int>
            if bytes[position] == UInt8(ascii: "\"") {
                guard let string = string(at: position) else { return nil }
                value = string
                position = string.upperBound + 1
            } else {
                let begin = position
                while position < bytes.count, bytes[position] != UInt8(ascii: ","), bytes[position] != UInt8(ascii: "}")
                {
                    position += 1
                }
                value = begin..<position
            }
            body(name, value)
            guard position < bytes.count else { return nil }
            if bytes[position] == UInt8(ascii: "}") { return position + 1 }
            guard bytes[position] == UInt8(ascii: ",") else { return nil }
            position += 1
        }
        return nil
    }

    /// The inside of the string whose opening quote is at a position.
    @inline(__always)
    private func string(at quote: Int) -> Range<Int>? {
        var position = quote + 1
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""): return (quote + 1)..<position
            case UInt8(ascii: "\\"): position += 2
            default: position += 1
            }
        }
        return nil
    }

    /// A decimal number without its point.
    func digits(_ range: Range<Int>) -> Int64 {
        var number: Int64 = 0
        var isNegative = false
        for byte in bytes[range] {
            if byte == UInt8(ascii: "-") { isNegative = true }
            if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
                number = number &* 10 &+ Int64(byte - UInt8(ascii: "0"))
            }
        }
        return isNegative ? -number : number
    }
}

extension DocumentScan {
    /// The accounts that the document of an outcome tells with a version.
    ///
    /// - Parameter start: where to begin to look.
    func accounts(from start: Int, outcome: Int64, _ body: (Int64, AccountTally.Told) -> Void) {
        let list: StaticString = "\"accounts\":["
        guard var position = has(list, at: start + 1) ? start + 1 : find(list, from: start) else { return }
        position += list.utf8CodeUnitCount
        while position < bytes.count {
            var account: AccountID?
            var told = AccountTally.Told()
            told.outcome = outcome
            let end = members(at: position) { name, value in
                switch (name.count, bytes[name.lowerBound]) {
                case (2, UInt8(ascii: "i")): account = AccountID(text: text(value))
                case (6, UInt8(ascii: "p")): told.posted = digits(value)
                case (4, UInt8(ascii: "h")): told.held = digits(value)
                case (7, UInt8(ascii: "v")): told.version = digits(value)
                default: break
                }
            }
            guard let end else { return }
            if let account, told.version > 0 { body(account.number, told) }
            guard end < bytes.count, bytes[end] == UInt8(ascii: ",") else { return }
            position = end + 1
        }
    }
}

extension DocumentScan {
    /// Whether the document has exactly these pairs as its metadata, and none that is escaped; otherwise it has to be read.
    func tells(_ metadata: [(key: String, value: String)]) -> Bool {
        let begin: StaticString = "\"metadata\":{"
        guard let start = find(begin, from: 0) else { return false }
        var count = 0
        var isSame = true
        let end = members(at: start + begin.utf8CodeUnitCount - 1) { name, value in
            count += 1
            let (name, value) = (bytes[name], bytes[value])
            isSame =
                isSame && !name.contains(UInt8(ascii: "\\")) && !value.contains(UInt8(ascii: "\\"))
                && metadata.contains { $0.key.utf8.elementsEqual(name) && $0.value.utf8.elementsEqual(value) }
        }
        return end != nil && isSame && count == metadata.count
    }
}
