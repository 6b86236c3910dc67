extension String {
    /// Compares bytes, where `==` would compare Unicode equivalence ("é" composed and decomposed).
    ///
    /// Strings that differ under `==` differ in bytes too, and `==` is quickest at telling that.
    @inline(__always)
    func hasSameBytes(as other: String) -> Bool {
        self == other && utf8.elementsEqual(other.utf8)
    }

    /// Orders by bytes, which is also the order of code points.
    func precedesInBytes(_ other: String) -> Bool {
        utf8.lexicographicallyPrecedes(other.utf8)
    }
}

extension Hasher {
    /// Feeds the bytes of `text` and a terminator that UTF-8 cannot contain.
    mutating func combineBytes(of text: String) {
        var text = text
        text.withUTF8 { combine(bytes: UnsafeRawBufferPointer($0)) }
        combine(0xFF as UInt8)
    }
}
