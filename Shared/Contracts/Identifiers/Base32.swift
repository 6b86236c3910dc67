/// Crockford's base 32 (https://www.crockford.com/base32.html) for 63-bit numbers, lower case, fixed length.
enum Base32 {
    /// 13 digits of five bits hold 63 bits.
    static let length = 13

    private static let digits = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

    private static let values: [Int8] = {
        var values = [Int8](repeating: -1, count: 256)
        for (value, digit) in digits.enumerated() { values[Int(digit)] = Int8(value) }
        return values
    }()

    static func text(of number: Int64) -> String {
        String(unsafeUninitializedCapacity: length) { buffer in
            var rest = UInt64(bitPattern: number)
            for index in stride(from: length - 1, through: 0, by: -1) {
                buffer[index] = digits[Int(rest & 31)]
                rest >>= 5
            }
            return length
        }
    }

    static func number(from text: Slice<UnsafeBufferPointer<UInt8>>) -> Int64? {
        var number: UInt64 = 0
        for digit in text {
            let value = values[Int(digit)]
            // The first of 13 digits may only carry three bits: anything above would not fit into 63.
            guard value >= 0, number <= UInt64(Int64.max) >> 5 else { return nil }
            number = number << 5 | UInt64(value)
        }
        return Int64(number)
    }
}
