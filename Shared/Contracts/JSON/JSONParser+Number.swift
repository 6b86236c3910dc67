extension JSONParser {
    /// Reads a number by the grammar of RFC 8259, section 6, and keeps its text.
    mutating func readNumber() throws(JSONError) -> String {
        let start = index
        _ = take(UInt8(ascii: "-"))
        if take(UInt8(ascii: "0")) {
            if isDigitNext { throw JSONError(code: .malformed(.invalidNumber), offset: start) }
        } else {
            try readDigits()
        }
        if take(UInt8(ascii: ".")) { try readDigits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try readDigits()
        }
        guard index - start <= limits.numberLength else {
            throw JSONError(code: .tooLarge(.numberLength), offset: start)
        }
        return text(from: start, to: index)
    }

    @inline(__always)
    private var isDigitNext: Bool {
        index < count && base[index] &- UInt8(ascii: "0") <= 9
    }

    private mutating func readDigits() throws(JSONError) {
        guard index < count else { throw failure(.unexpectedEnd) }
        guard isDigitNext else { throw unexpected(.invalidNumber) }
        while isDigitNext { index &+= 1 }
    }
}
