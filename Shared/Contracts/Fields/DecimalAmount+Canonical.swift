extension DecimalAmount {
    /// Whether it is exactly zero.
    public var isZero: Bool { digits == 0 }

    /// The amount without zeros at its end: `125.5` for `125.50`. Equal amounts have equal canonical texts.
    public var canonicalText: String {
        var digits = digits
        var scale = scale
        while scale > 0, digits % 10 == 0 {
            digits /= 10
            scale -= 1
        }
        var text = String(digits)
        if scale > 0 {
            if text.utf8.count <= Int(scale) {
                text = String(repeating: "0", count: Int(scale) + 1 - text.utf8.count) + text
            }
            text.insert(".", at: text.index(text.endIndex, offsetBy: -Int(scale)))
        }
        return isNegative && digits != 0 ? "-" + text : text
    }
}
