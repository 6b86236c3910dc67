extension JSONParser {
    /// Reads a key; its length is bounded because errors repeat it.
    @inline(__always)
    mutating func readKey() throws(JSONError) -> String {
        let start = index
        let key = try readString()
        guard index - start - 2 <= limits.keyLength else {
            throw JSONError(code: .tooLarge(.keyLength), offset: start)
        }
        return key
    }

    /// Reads a string whose opening quote comes next.
    mutating func readString() throws(JSONError) -> String {
        index &+= 1
        let start = index
        try skipPlainText()
        guard base[index] == UInt8(ascii: "\"") else { return try readEscapedString(from: start) }
        let result = text(from: start, to: index)
        index &+= 1
        return result
    }

    /// The string of bytes that have been validated already.
    @inline(__always)
    func text(from start: Int, to end: Int) -> String {
        String(decoding: UnsafeBufferPointer(start: base + start, count: end &- start), as: UTF8.self)
    }

    /// Continues a string at its first escape; from here on bytes are copied.
    private mutating func readEscapedString(from start: Int) throws(JSONError) -> String {
        var unescaped = Array(UnsafeBufferPointer(start: base + start, count: index - start))
        while true {
            if take(UInt8(ascii: "\"")) { return String(decoding: unescaped, as: UTF8.self) }
            if peek() == UInt8(ascii: "\\") {
                try readEscape(into: &unescaped)
            }
            let runStart = index
            try skipPlainText()
            unescaped.append(contentsOf: UnsafeBufferPointer(start: base + runStart, count: index - runStart))
        }
    }

    private mutating func readEscape(into unescaped: inout [UInt8]) throws(JSONError) {
        let start = index
        index += 1
        guard let letter = peek() else { throw failure(.unexpectedEnd) }
        index += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): unescaped.append(letter)
        case UInt8(ascii: "b"): unescaped.append(0x08)
        case UInt8(ascii: "f"): unescaped.append(0x0C)
        case UInt8(ascii: "n"): unescaped.append(0x0A)
        case UInt8(ascii: "r"): unescaped.append(0x0D)
        case UInt8(ascii: "t"): unescaped.append(0x09)
        case UInt8(ascii: "u"):
            let scalar = try readEscapedScalar(escapeOffset: start)
            unescaped.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        default: throw JSONError(code: .malformed(.invalidEscape), offset: start)
        }
    }

    /// Reads the digits of a `\u` escape, and the second half of a surrogate pair.
    private mutating func readEscapedScalar(escapeOffset: Int) throws(JSONError) -> Unicode.Scalar {
        let first = try readHexadecimal(escapeOffset: escapeOffset)
        if first == 0 { throw JSONError(code: .nulCharacter, offset: escapeOffset) }
        if let scalar = Unicode.Scalar(first) { return scalar }
        let lone = JSONError(code: .malformed(.loneSurrogate), offset: escapeOffset)
        guard first < 0xDC00 else { throw lone }
        let secondOffset = index
        guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else { throw lone }
        let second = try readHexadecimal(escapeOffset: secondOffset)
        guard 0xDC00...0xDFFF ~= second else { throw lone }
        guard let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) else { throw lone }
        return scalar
    }

    private mutating func readHexadecimal(escapeOffset: Int) throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek() else { throw failure(.unexpectedEnd) }
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: throw JSONError(code: .malformed(.invalidEscape), offset: escapeOffset)
            }
            value = value << 4 | UInt32(digit)
            index += 1
        }
        return value
    }
}
