enum Int64Codec: BinaryCodec {
    static let oid = TypeOID.int8
    static let arrayOID: UInt32 = 1016
    static let name = "Int64"

    static func reads(_ oid: UInt32) -> Bool { oid == TypeOID.int8 || oid == TypeOID.int4 || oid == TypeOID.int2 }
    static func size(of value: Int64) -> Int { 8 }

    static func write(_ value: Int64, to target: UnsafeMutableRawPointer) {
        target.storeBytes(of: value.bigEndian, as: Int64.self)
    }

    static func read(_ bytes: UnsafeRawBufferPointer, oid: UInt32) -> Int64? {
        switch oid {
        case TypeOID.int8: bytes.bigEndian(Int64.self)
        case TypeOID.int4: bytes.bigEndian(Int32.self).map(Int64.init)
        default: bytes.bigEndian(Int16.self).map(Int64.init)
        }
    }
}

enum Int32Codec: BinaryCodec {
    static let oid = TypeOID.int4
    static let arrayOID: UInt32 = 1007
    static let name = "Int32"

    static func reads(_ oid: UInt32) -> Bool { oid == TypeOID.int4 || oid == TypeOID.int2 }
    static func size(of value: Int32) -> Int { 4 }

    static func write(_ value: Int32, to target: UnsafeMutableRawPointer) {
        target.storeBytes(of: value.bigEndian, as: Int32.self)
    }

    static func read(_ bytes: UnsafeRawBufferPointer, oid: UInt32) -> Int32? {
        oid == TypeOID.int4 ? bytes.bigEndian(Int32.self) : bytes.bigEndian(Int16.self).map(Int32.init)
    }
}

enum Int16Codec: BinaryCodec {
    static let oid = TypeOID.int2
    static let arrayOID: UInt32 = 1005
    static let name = "Int16"

    static func reads(_ oid: UInt32) -> Bool { oid == TypeOID.int2 }
    static func size(of value: Int16) -> Int { 2 }

    static func write(_ value: Int16, to target: UnsafeMutableRawPointer) {
        target.storeBytes(of: value.bigEndian, as: Int16.self)
    }

    static func read(_ bytes: UnsafeRawBufferPointer, oid: UInt32) -> Int16? { bytes.bigEndian(Int16.self) }
}

enum DoubleCodec: BinaryCodec {
    static let oid = TypeOID.float8
    static let arrayOID: UInt32 = 1022
    static let name = "Double"

    static func reads(_ oid: UInt32) -> Bool { oid == TypeOID.float8 }
    static func size(of value: Double) -> Int { 8 }

    static func write(_ value: Double, to target: UnsafeMutableRawPointer) {
        target.storeBytes(of: value.bitPattern.bigEndian, as: UInt64.self)
    }

    static func read(_ bytes: UnsafeRawBufferPointer, oid: UInt32) -> Double? {
        bytes.bigEndian(UInt64.self).map(Double.init(bitPattern:))
    }
}

enum BoolCodec: BinaryCodec {
    static let oid = TypeOID.bool
    static let arrayOID: UInt32 = 1000
    static let name = "Bool"

    static func reads(_ oid: UInt32) -> Bool { oid == TypeOID.bool }
    static func size(of value: Bool) -> Int { 1 }

    static func write(_ value: Bool, to target: UnsafeMutableRawPointer) {
        target.storeBytes(of: value ? 1 : 0, as: UInt8.self)
    }

    static func read(_ bytes: UnsafeRawBufferPointer, oid: UInt32) -> Bool? {
        bytes.bigEndian(UInt8.self).map { $0 != 0 }
    }
}

/// `timestamptz` as microseconds since 1970-01-01T00:00:00Z.
enum TimestampCodec: BinaryCodec {
    static let oid = TypeOID.timestamptz
    static let arrayOID: UInt32 = 1185
    static let name = "timestamp"

    /// PostgreSQL counts from 2000-01-01.
    private static let epoch: Int64 = 946_684_800_000_000

    static func reads(_ oid: UInt32) -> Bool { oid == TypeOID.timestamptz || oid == TypeOID.timestamp }
    static func size(of value: Int64) -> Int { 8 }

    static func write(_ value: Int64, to target: UnsafeMutableRawPointer) {
        // Int64.min means "-infinity" on the wire. What is too small to be said becomes the value after it, which the
        // server refuses as out of range (22008): an error and not a silent infinity.
        let (difference, overflow) = value.subtractingReportingOverflow(epoch)
        let wire = overflow || difference == .min ? .min + 1 : difference
        target.storeBytes(of: wire.bigEndian, as: Int64.self)
    }

    static func read(_ bytes: UnsafeRawBufferPointer, oid: UInt32) -> Int64? {
        // Both infinities are refused: there is no number for them.
        guard let wire = bytes.bigEndian(Int64.self), wire != .min else { return nil }
        let (value, overflow) = wire.addingReportingOverflow(epoch)
        return overflow ? nil : value
    }
}
