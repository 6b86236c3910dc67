extension StringProtocol {
    /// Whether there is no control character (C0, DEL, C1) in the text.
    var isPrintable: Bool {
        unicodeScalars.allSatisfy { !$0.isControl }
    }

    /// The text without blanks and line ends around it.
    var trimmed: String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0.isNewline }
        let tail = drop(while: isBlank)
        return String(tail[..<(tail.lastIndex { !isBlank($0) }.map { tail.index(after: $0) } ?? tail.startIndex)])
    }

    /// At most so many scalars of the text. A Character has no bound: it may carry any number of combining marks.
    func clipped(_ limit: Int) -> String {
        String(String.UnicodeScalarView(unicodeScalars.prefix(limit)))
    }

    /// The text in quotation marks, cut and escaped so that it fits on one line of an error message.
    func quoted(limit: Int = 64) -> String {
        var quoted = "\""
        for scalar in unicodeScalars.prefix(limit) {
            quoted += scalar.isControl ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
        }
        return quoted + (unicodeScalars.count > limit ? "…\"" : "\"")
    }
}

extension Unicode.Scalar {
    /// Whether this is a control character: C0, DEL or C1.
    var isControl: Bool {
        value < 0x20 || (0x7F...0x9F).contains(value)
    }
}
