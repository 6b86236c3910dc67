/// The bytes of a line while it is written.
struct LogLineBuffer {
    private(set) var bytes: [UInt8] = []
    /// Whether something had to be left out.
    var isCut = false

    private let limit: Int

    init(limit: Int) {
        self.limit = limit
        bytes.reserveCapacity(512)
    }

    /// How many bytes may still be written.
    var room: Int { limit - bytes.count }

    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    mutating func append(ascii text: [UInt8]) {
        bytes.append(contentsOf: text)
    }

    mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    /// Appends text as the inside of a JSON string, of at most `longest` bytes with the mark of a cut.
    ///
    /// Besides what JSON demands, DEL, C1 controls and the line separators U+2028 and U+2029 are escaped, so that a line
    /// stays one line for every reader and a terminal obeys nothing in it.
    mutating func appendEscaped(_ text: String, longest: Int) {
        let utf8 = text.utf8
        if utf8.count <= longest, utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }) {
            bytes.append(contentsOf: utf8)
            return
        }
        let end = bytes.count + longest - Self.cutMark.count
        for scalar in text.unicodeScalars {
            let before = bytes.count
            appendEscaped(scalar)
            if bytes.count > end {
                bytes.removeLast(bytes.count - before)
                bytes.append(contentsOf: Self.cutMark)
                isCut = true
                return
            }
        }
    }

    private mutating func appendEscaped(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\"": append("\\\"" as StaticString)
        case "\\": append("\\\\" as StaticString)
        case "\n": append("\\n" as StaticString)
        case "\r": append("\\r" as StaticString)
        case "\t": append("\\t" as StaticString)
        case "\u{2028}": append("\\u2028" as StaticString)
        case "\u{2029}": append("\\u2029" as StaticString)
        case _ where scalar.isControl:
            append("\\u00" as StaticString)
            bytes.append(Self.digits[Int(scalar.value >> 4)])
            bytes.append(Self.digits[Int(scalar.value & 0xF)])
        default: bytes.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
        }
    }

    private static let cutMark = Array("…".utf8)
    private static let digits = Array("0123456789abcdef".utf8)
}
