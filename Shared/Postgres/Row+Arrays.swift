extension Row {
    /// `bigint[]` without NULL elements.
    public func int64Array(_ column: Int) throws(PostgresError) -> [Int64] { try elements(column, Int64Codec.self) }
    /// `integer[]` without NULL elements.
    public func int32Array(_ column: Int) throws(PostgresError) -> [Int32] { try elements(column, Int32Codec.self) }
    /// `smallint[]` without NULL elements.
    public func int16Array(_ column: Int) throws(PostgresError) -> [Int16] { try elements(column, Int16Codec.self) }
    /// `double precision[]` without NULL elements.
    public func doubleArray(_ column: Int) throws(PostgresError) -> [Double] { try elements(column, DoubleCodec.self) }
    /// `boolean[]` without NULL elements.
    public func boolArray(_ column: Int) throws(PostgresError) -> [Bool] { try elements(column, BoolCodec.self) }
    /// `text[]` without NULL elements.
    public func textArray(_ column: Int) throws(PostgresError) -> [String] { try elements(column, TextCodec.self) }
    /// `bytea[]` without NULL elements.
    public func byteaArray(_ column: Int) throws(PostgresError) -> [[UInt8]] { try elements(column, ByteaCodec.self) }
    /// `timestamptz[]` without NULL elements: microseconds since 1970-01-01T00:00:00Z.
    public func timestampArray(_ column: Int) throws(PostgresError) -> [Int64] {
        try elements(column, TimestampCodec.self)
    }
    /// `jsonb[]` without NULL elements, as UTF-8.
    public func jsonbArray(_ column: Int) throws(PostgresError) -> [[UInt8]] { try elements(column, JSONBCodec.self) }

    /// `bigint[]`
    public func optionalInt64Array(_ column: Int) throws(PostgresError) -> [Int64?] {
        try optionalElements(column, Int64Codec.self)
    }
    /// `integer[]`
    public func optionalInt32Array(_ column: Int) throws(PostgresError) -> [Int32?] {
        try optionalElements(column, Int32Codec.self)
    }
    /// `smallint[]`
    public func optionalInt16Array(_ column: Int) throws(PostgresError) -> [Int16?] {
        try optionalElements(column, Int16Codec.self)
    }
    /// `boolean[]`
    public func optionalBoolArray(_ column: Int) throws(PostgresError) -> [Bool?] {
        try optionalElements(column, BoolCodec.self)
    }
    /// `text[]`
    public func optionalTextArray(_ column: Int) throws(PostgresError) -> [String?] {
        try optionalElements(column, TextCodec.self)
    }
    /// `bytea[]`
    public func optionalByteaArray(_ column: Int) throws(PostgresError) -> [[UInt8]?] {
        try optionalElements(column, ByteaCodec.self)
    }
    /// `timestamptz[]`: microseconds since 1970-01-01T00:00:00Z.
    public func optionalTimestampArray(_ column: Int) throws(PostgresError) -> [Int64?] {
        try optionalElements(column, TimestampCodec.self)
    }
    /// `jsonb[]`, as UTF-8.
    public func optionalJsonbArray(_ column: Int) throws(PostgresError) -> [[UInt8]?] {
        try optionalElements(column, JSONBCodec.self)
    }

    private func elements<C: BinaryCodec>(_ column: Int, _ codec: C.Type) throws(PostgresError) -> [C.Value] {
        var values: [C.Value] = []
        for element in try optionalElements(column, codec) {
            guard let element else { throw result.undecodable(column, "has a NULL element", "[\(C.name)]") }
            values.append(element)
        }
        return values
    }

    private func optionalElements<C: BinaryCodec>(
        _ column: Int, _ codec: C.Type
    ) throws(PostgresError) -> [C.Value?] {
        let wanted = "[\(C.name)]"
        guard result.types.indices.contains(column) else {
            throw PostgresError(.decoding, "no column \(column), the result has \(result.types.count)")
        }
        guard let bytes = result.bytes(index, column) else { throw result.undecodable(column, "is NULL", wanted) }
        guard let header = ArrayHeader(bytes), C.reads(header.elementOID) else {
            throw result.undecodable(column, "is not such an array", wanted)
        }
        var values: [C.Value?] = []
        var position = header.encodedSize
        // The header's count is not trusted with an allocation: each element takes at least four bytes.
        values.reserveCapacity(min(header.count, bytes.count / 4))
        for _ in 0..<header.count {
            guard let (value, end) = Self.element(bytes, at: position, header.elementOID, codec) else {
                throw result.undecodable(column, "holds a malformed element", wanted)
            }
            values.append(value)
            position = end
        }
        return values
    }

    private static func element<C: BinaryCodec>(
        _ bytes: UnsafeRawBufferPointer, at position: Int, _ oid: UInt32, _ codec: C.Type
    ) -> (C.Value?, end: Int)? {
        guard position + 4 <= bytes.count else { return nil }
        let length = Int(Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: position, as: Int32.self)))
        let start = position + 4
        if length == -1 { return (nil, start) }
        guard length >= 0, start + length <= bytes.count else { return nil }
        let content = UnsafeRawBufferPointer(rebasing: bytes[start..<start + length])
        guard let value = C.read(content, oid: oid) else { return nil }
        return (value, start + length)
    }
}
