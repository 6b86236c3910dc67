/// One parameter of a ``Statement``, with the PostgreSQL type that it is declared as.
///
/// Parameters travel in binary format. An array parameter is a whole column: `unnest($1, $2, …)` turns a few of them
/// into rows, so that a batch of any size is one statement.
public enum Parameter: Sendable {
    /// NULL of the type with this number in `pg_type`.
    case null(oid: UInt32)
    /// `bigint`
    case int64(Int64)
    /// `integer`
    case int32(Int32)
    /// `smallint`
    case int16(Int16)
    /// `double precision`; never for money.
    case double(Double)
    /// `boolean`
    case bool(Bool)
    /// `text`. The server refuses U+0000 with a data error (22021).
    case text(String)
    /// `bytea`
    case bytea([UInt8])
    /// `timestamptz`, microseconds since 1970-01-01T00:00:00Z. Out of PostgreSQL's range is a data error (22008).
    case timestamp(Int64)
    /// `jsonb`: a JSON document in UTF-8.
    case jsonb([UInt8])
    /// `jsonb`: a JSON document as text.
    case jsonbText(String)

    /// `bigint[]`
    case int64Array([Int64])
    /// `bigint[]` with NULL elements.
    case optionalInt64Array([Int64?])
    /// `integer[]`
    case int32Array([Int32])
    /// `integer[]` with NULL elements.
    case optionalInt32Array([Int32?])
    /// `smallint[]`
    case int16Array([Int16])
    /// `smallint[]` with NULL elements.
    case optionalInt16Array([Int16?])
    /// `double precision[]`
    case doubleArray([Double])
    /// `boolean[]`
    case boolArray([Bool])
    /// `boolean[]` with NULL elements.
    case optionalBoolArray([Bool?])
    /// `text[]`
    case textArray([String])
    /// `text[]` with NULL elements.
    case optionalTextArray([String?])
    /// `bytea[]`
    case byteaArray([[UInt8]])
    /// `bytea[]` with NULL elements.
    case optionalByteaArray([[UInt8]?])
    /// `timestamptz[]`, microseconds since 1970-01-01T00:00:00Z.
    case timestampArray([Int64])
    /// `timestamptz[]` with NULL elements.
    case optionalTimestampArray([Int64?])
    /// `jsonb[]`, each element a JSON document in UTF-8.
    case jsonbArray([[UInt8]])
    /// `jsonb[]` with NULL elements.
    case optionalJsonbArray([[UInt8]?])
    /// `jsonb[]`, each element a JSON document as text.
    case jsonbTextArray([String])
    /// `jsonb[]` with NULL elements, each other element a JSON document as text.
    case optionalJsonbTextArray([String?])
}

extension Parameter {
    /// `bigint`, or NULL for `nil`.
    public static func optionalInt64(_ value: Int64?) -> Parameter {
        value.map(Parameter.int64) ?? .null(oid: TypeOID.int8)
    }
    /// `integer`, or NULL for `nil`.
    public static func optionalInt32(_ value: Int32?) -> Parameter {
        value.map(Parameter.int32) ?? .null(oid: TypeOID.int4)
    }
    /// `text`, or NULL for `nil`.
    public static func optionalText(_ value: String?) -> Parameter {
        value.map(Parameter.text) ?? .null(oid: TypeOID.text)
    }
    /// `bytea`, or NULL for `nil`.
    public static func optionalBytea(_ value: [UInt8]?) -> Parameter {
        value.map(Parameter.bytea) ?? .null(oid: TypeOID.bytea)
    }
    /// `timestamptz` in microseconds since 1970-01-01T00:00:00Z, or NULL for `nil`.
    public static func optionalTimestamp(_ value: Int64?) -> Parameter {
        value.map(Parameter.timestamp) ?? .null(oid: TypeOID.timestamptz)
    }
    /// `jsonb` in UTF-8, or NULL for `nil`.
    public static func optionalJsonb(_ value: [UInt8]?) -> Parameter {
        value.map(Parameter.jsonb) ?? .null(oid: TypeOID.jsonb)
    }
}
