/// For whoever reads millions of rows: values as they came, without a copy and without a check of the column's type.
extension QueryResult {
    /// The value's bytes in binary format; `nil` for NULL. They live as long as this result does.
    @inline(__always)
    public func rawBytes(_ row: Int, _ column: Int) -> UnsafeRawBufferPointer? { bytes(row, column) }

    /// A `bigint`, `integer` or `smallint` by the size that it came with; `nil` for NULL and for whatever has another size.
    @inline(__always)
    public func rawInteger(_ row: Int, _ column: Int) -> Int64? {
        guard let bytes = bytes(row, column) else { return nil }
        return switch bytes.count {
        case 8: bytes.bigEndian(Int64.self)
        case 4: bytes.bigEndian(Int32.self).map(Int64.init)
        case 2: bytes.bigEndian(Int16.self).map(Int64.init)
        default: nil
        }
    }

    /// A `timestamptz` in microseconds since 1970-01-01T00:00:00Z; `nil` for NULL and infinity.
    @inline(__always)
    public func rawTimestamp(_ row: Int, _ column: Int) -> Int64? {
        bytes(row, column).flatMap { TimestampCodec.read($0, oid: TypeOID.timestamptz) }
    }
}
