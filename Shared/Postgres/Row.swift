/// One row of a ``QueryResult``. Columns count from 0.
///
/// Each accessor throws ``PostgresError/Code/decoding``, naming the column, if the column is of another type, and those
/// that do not return an optional also if the value is NULL. Integers widen; nothing is ever truncated.
public struct Row: Sendable {
    let result: QueryResult
    /// The row's place in its result, from 0.
    public let index: Int

    /// Whether the value is NULL.
    public func isNull(_ column: Int) -> Bool {
        result.types.indices.contains(column) && result.bytes(index, column) == nil
    }

    /// `bigint`, `integer` or `smallint`.
    public func int64(_ column: Int) throws(PostgresError) -> Int64 { try required(column, Int64Codec.self) }
    /// `integer` or `smallint`.
    public func int32(_ column: Int) throws(PostgresError) -> Int32 { try required(column, Int32Codec.self) }
    /// `smallint`
    public func int16(_ column: Int) throws(PostgresError) -> Int16 { try required(column, Int16Codec.self) }
    /// `double precision`
    public func double(_ column: Int) throws(PostgresError) -> Double { try required(column, DoubleCodec.self) }
    /// `boolean`
    public func bool(_ column: Int) throws(PostgresError) -> Bool { try required(column, BoolCodec.self) }
    /// `text`, `varchar`, `char(n)`, `name`, `json`, `jsonb` or an enumeration.
    public func text(_ column: Int) throws(PostgresError) -> String { try required(column, TextCodec.self) }
    /// `bytea`, or the UTF-8 of whatever ``text(_:)`` reads.
    public func bytes(_ column: Int) throws(PostgresError) -> [UInt8] { try required(column, ByteaCodec.self) }
    /// `jsonb` or `json`, as UTF-8.
    public func jsonb(_ column: Int) throws(PostgresError) -> [UInt8] { try required(column, JSONBCodec.self) }
    /// `timestamptz`, or `timestamp` taken as UTC: microseconds since 1970-01-01T00:00:00Z. Infinity is refused.
    public func timestamp(_ column: Int) throws(PostgresError) -> Int64 { try required(column, TimestampCodec.self) }

    /// As ``int64(_:)``, `nil` for NULL.
    public func optionalInt64(_ column: Int) throws(PostgresError) -> Int64? { try optional(column, Int64Codec.self) }
    /// As ``int32(_:)``, `nil` for NULL.
    public func optionalInt32(_ column: Int) throws(PostgresError) -> Int32? { try optional(column, Int32Codec.self) }
    /// As ``int16(_:)``, `nil` for NULL.
    public func optionalInt16(_ column: Int) throws(PostgresError) -> Int16? { try optional(column, Int16Codec.self) }
    /// As ``double(_:)``, `nil` for NULL.
    public func optionalDouble(_ column: Int) throws(PostgresError) -> Double? {
        try optional(column, DoubleCodec.self)
    }
    /// As ``bool(_:)``, `nil` for NULL.
    public func optionalBool(_ column: Int) throws(PostgresError) -> Bool? { try optional(column, BoolCodec.self) }
    /// As ``text(_:)``, `nil` for NULL.
    public func optionalText(_ column: Int) throws(PostgresError) -> String? { try optional(column, TextCodec.self) }
    /// As ``bytes(_:)``, `nil` for NULL.
    public func optionalBytes(_ column: Int) throws(PostgresError) -> [UInt8]? { try optional(column, ByteaCodec.self) }
    /// As ``jsonb(_:)``, `nil` for NULL.
    public func optionalJsonb(_ column: Int) throws(PostgresError) -> [UInt8]? { try optional(column, JSONBCodec.self) }
    /// As ``timestamp(_:)``, `nil` for NULL.
    public func optionalTimestamp(_ column: Int) throws(PostgresError) -> Int64? {
        try optional(column, TimestampCodec.self)
    }

    private func optional<C: BinaryCodec>(_ column: Int, _ codec: C.Type) throws(PostgresError) -> C.Value? {
        try result.check(column, codec)
        return try result.value(index, column, codec)
    }

    private func required<C: BinaryCodec>(_ column: Int, _ codec: C.Type) throws(PostgresError) -> C.Value {
        guard let value = try optional(column, codec) else { throw result.undecodable(column, "is NULL", C.name) }
        return value
    }
}
