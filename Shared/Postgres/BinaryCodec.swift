/// How one PostgreSQL type travels in binary format: big-endian, without a length in front.
///
/// A codec has no instances: it is named as a generic argument, so that the loop over an array is specialised for its
/// type and allocates nothing.
protocol BinaryCodec {
    associatedtype Value: Sendable

    /// The type that a parameter is declared as.
    static var oid: UInt32 { get }
    /// The array type of `oid`.
    static var arrayOID: UInt32 { get }
    /// How Swift calls the type, for decoding errors.
    static var name: String { get }

    /// Whether a result column of this type can be read without loss.
    static func reads(_ oid: UInt32) -> Bool
    /// Exactly the number of bytes that `write` writes.
    static func size(of value: Value) -> Int
    static func write(_ value: Value, to target: UnsafeMutableRawPointer)
    /// `nil` if the bytes are not a value of type `oid`, or are one that `Value` cannot hold.
    static func read(_ bytes: UnsafeRawBufferPointer, oid: UInt32) -> Value?
}

/// The type numbers of `pg_type` that this client knows; they never change.
enum TypeOID {
    static let bool: UInt32 = 16
    static let bytea: UInt32 = 17
    static let name: UInt32 = 19
    static let int8: UInt32 = 20
    static let int2: UInt32 = 21
    static let int4: UInt32 = 23
    static let text: UInt32 = 25
    static let json: UInt32 = 114
    static let float8: UInt32 = 701
    static let unknown: UInt32 = 705
    static let bpchar: UInt32 = 1042
    static let varchar: UInt32 = 1043
    static let timestamp: UInt32 = 1114
    static let timestamptz: UInt32 = 1184
    static let void: UInt32 = 2278
    static let jsonb: UInt32 = 3802
    /// Types made with CREATE TYPE have numbers from here on; the binary form of an enumeration is its text.
    static let firstUserDefined: UInt32 = 16_384
}

extension UnsafeRawBufferPointer {
    /// The big-endian integer that fills these bytes exactly.
    @inline(__always)
    func bigEndian<T: FixedWidthInteger>(_ type: T.Type) -> T? {
        guard count == MemoryLayout<T>.size else { return nil }
        return T(bigEndian: loadUnaligned(as: T.self))
    }
}
