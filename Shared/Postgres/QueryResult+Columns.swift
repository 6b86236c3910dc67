/// Whole columns: the type is checked once, and then one tight loop reads all rows.
extension QueryResult {
    /// All values of a `bigint`, `integer` or `smallint` column. Throws on NULL.
    public func int64Column(_ column: Int) throws(PostgresError) -> [Int64] { try values(column, Int64Codec.self) }
    /// All values of an `integer` or `smallint` column. Throws on NULL.
    public func int32Column(_ column: Int) throws(PostgresError) -> [Int32] { try values(column, Int32Codec.self) }
    /// All values of a `smallint` column. Throws on NULL.
    public func int16Column(_ column: Int) throws(PostgresError) -> [Int16] { try values(column, Int16Codec.self) }
    /// All values of a `boolean` column. Throws on NULL.
    public func boolColumn(_ column: Int) throws(PostgresError) -> [Bool] { try values(column, BoolCodec.self) }
    /// All values of a text column, of the types of ``Row/text(_:)``. Throws on NULL.
    public func textColumn(_ column: Int) throws(PostgresError) -> [String] { try values(column, TextCodec.self) }
    /// All values of a `bytea` or text column. Throws on NULL.
    public func bytesColumn(_ column: Int) throws(PostgresError) -> [[UInt8]] { try values(column, ByteaCodec.self) }
    /// All values of a `timestamptz` column, in microseconds since 1970-01-01T00:00:00Z. Throws on NULL.
    public func timestampColumn(_ column: Int) throws(PostgresError) -> [Int64] {
        try values(column, TimestampCodec.self)
    }

    private func values<C: BinaryCodec>(_ column: Int, _ codec: C.Type) throws(PostgresError) -> [C.Value] {
        try check(column, codec)
        var values: [C.Value] = []
        values.reserveCapacity(rowCount)
        for row in 0..<rowCount {
            guard let value = try value(row, column, codec) else {
                throw undecodable(column, "is NULL in row \(row)", C.name)
            }
            values.append(value)
        }
        return values
    }
}
