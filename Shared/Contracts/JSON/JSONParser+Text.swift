extension JSONParser {
    /// Steps over text that needs no unescaping, to the next quote or backslash.
    ///
    /// Throws when the text ends first, or holds a control character or invalid UTF-8.
    @inline(__always)
    mutating func skipPlainText() throws(JSONError) {
        while true {
            skipPlainASCII()
            guard index < count else { throw failure(.unexpectedEnd) }
            let byte = base[index]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return }
            guard byte >= 0x80 else {
                throw byte == 0 ? JSONError(code: .nulCharacter, offset: index) : failure(.controlCharacter)
            }
            let length = multibyteLength(at: index)
            guard length > 0 else { throw JSONError(code: .invalidUTF8, offset: index) }
            index &+= length
        }
    }

    /// Steps over ASCII other than quotes, backslashes and control characters, eight bytes at a time.
    ///
    /// Each test sets the high bit of the bytes that it finds. A borrow can set further bits, but only above a true
    /// finding, and the lowest is the one that counts.
    @inline(__always)
    private mutating func skipPlainASCII() {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highBits: UInt64 = 0x8080_8080_8080_8080
        while index &+ 8 <= count {
            let word = UInt64(
                littleEndian: UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self))
            let quotes = word ^ (ones &* 0x22)
            let backslashes = word ^ (ones &* 0x5C)
            let found =
                ((word &- ones &* 0x20) & ~word | (quotes &- ones) & ~quotes | (backslashes &- ones) & ~backslashes
                    | word) & highBits
            if found != 0 {
                index &+= found.trailingZeroBitCount &>> 3
                return
            }
            index &+= 8
        }
        while index < count {
            let byte = base[index]
            if byte < 0x20 || byte >= 0x80 || byte == 0x22 || byte == 0x5C { return }
            index &+= 1
        }
    }

    /// The length of the well-formed UTF-8 sequence of two to four bytes at `position`, or 0 (Unicode 15, table 3-7).
    func multibyteLength(at position: Int) -> Int {
        let lead = base[position]
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch lead {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xE1...0xEC, 0xEE...0xEF: length = 3
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: length = 4
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return 0
        }
        guard position + length <= count, second.contains(base[position + 1]) else { return 0 }
        for further in 2..<max(length, 2) where base[position + further] & 0xC0 != 0x80 { return 0 }
        return length
    }
}
