/// Reads JSON strictly: RFC 8259 and nothing beside it.
///
/// Refused are, beyond what the grammar refuses: duplicate keys, U+0000, lone surrogates, invalid UTF-8, a byte order
/// mark, and whatever exceeds the ``Limits``. Reading is linear in the size of the text.
public enum JSONReader {
    /// Bounds on what is read, so that a hostile text can cost neither stack nor memory.
    public struct Limits: Sendable, Hashable {
        /// The deepest nesting that ``depth`` may allow; the reader is recursive and its stack is not endless.
        public static let deepest = 256

        /// Bytes of the whole text.
        public var bytes: Int
        /// Nesting of arrays and objects: 1 allows `[]` but not `[[]]`.
        public var depth: Int
        /// Members of one object.
        public var members: Int
        /// Values in the whole text, containers included.
        public var values: Int
        /// Bytes of one key, as it stands in the text.
        public var keyLength: Int
        /// Characters of one number.
        public var numberLength: Int

        /// Makes limits.
        ///
        /// - Parameters:
        ///   - bytes: bytes of the whole text.
        ///   - depth: nesting of arrays and objects, brought into 0 to ``deepest``.
        ///   - members: members of one object.
        ///   - values: values in the whole text.
        ///   - keyLength: bytes of one key.
        ///   - numberLength: characters of one number.
        public init(
            bytes: Int = 2 << 20, depth: Int = 16, members: Int = 1_024, values: Int = 200_000, keyLength: Int = 256,
            numberLength: Int = 64
        ) {
            self.bytes = bytes
            self.depth = min(max(depth, 0), Limits.deepest)
            self.members = members
            self.values = values
            self.keyLength = keyLength
            self.numberLength = numberLength
        }
    }

    /// Reads one value that fills `bytes`, white space around it aside.
    public static func read(_ bytes: [UInt8], limits: Limits = Limits()) throws(JSONError) -> JSONValue {
        try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) in
            try read(UnsafeRawBufferPointer(buffer), limits: limits)
        }
    }

    /// Reads one value that fills `bytes`; offsets in errors count from the beginning of the slice.
    public static func read(_ bytes: ArraySlice<UInt8>, limits: Limits = Limits()) throws(JSONError) -> JSONValue {
        try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) in
            try read(UnsafeRawBufferPointer(buffer), limits: limits)
        }
    }

    /// Reads one value that fills `buffer`, which is only used during the call.
    public static func read(
        _ buffer: UnsafeRawBufferPointer, limits: Limits = Limits()
    ) throws(JSONError) -> JSONValue {
        guard buffer.count <= limits.bytes else { throw JSONError(code: .tooLarge(.bytes), offset: limits.bytes) }
        guard let base = buffer.baseAddress else {
            throw JSONError(code: .malformed(.unexpectedEnd), offset: 0)
        }
        var parser = JSONParser(base: base.assumingMemoryBound(to: UInt8.self), count: buffer.count, limits: limits)
        return try parser.readDocument()
    }
}
