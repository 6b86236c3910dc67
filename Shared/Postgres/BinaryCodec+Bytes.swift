enum TextCodec: BinaryCodec {
    static let oid = TypeOID.text
    static let arrayOID: UInt32 = 1009
    static let name = "String"

    static func reads(_ oid: UInt32) -> Bool {
        switch oid {
        case TypeOID.text, TypeOID.varchar, TypeOID.bpchar, TypeOID.name, TypeOID.unknown, TypeOID.json, TypeOID.jsonb:
            true
        default: oid >= TypeOID.firstUserDefined
        }
    }

    static func size(of value: String) -> Int { value.utf8.count }

    static func write(_ value: String, to target: UnsafeMutableRawPointer) {
        var value = value
        value.withUTF8 { bytes in
            if let start = bytes.baseAddress { target.copyMemory(from: start, byteCount: bytes.count) }
        }
    }

    static func read(_ bytes: UnsafeRawBufferPointer, oid: UInt32) -> String? {
        guard oid == TypeOID.jsonb else { return String(decoding: bytes, as: UTF8.self) }
        return JSONBText.content(of: bytes).map { String(decoding: $0, as: UTF8.self) }
    }
}

enum ByteaCodec: BinaryCodec {
    static let oid = TypeOID.bytea
    static let arrayOID: UInt32 = 1001
    static let name = "[UInt8]"

    static func reads(_ oid: UInt32) -> Bool { oid == TypeOID.bytea || TextCodec.reads(oid) }
    static func size(of value: [UInt8]) -> Int { value.count }

    static func write(_ value: [UInt8], to target: UnsafeMutableRawPointer) {
        value.withUnsafeBytes { bytes in
            if let start = bytes.baseAddress { target.copyMemory(from: start, byteCount: bytes.count) }
        }
    }

    static func read(_ bytes: UnsafeRawBufferPointer, oid: UInt32) -> [UInt8]? {
        guard oid == TypeOID.jsonb else { return [UInt8](bytes) }
        return JSONBText.content(of: bytes).map { [UInt8]($0) }
    }
}

/// The binary form of `jsonb` is a version byte, always 1, and then the document's text.
enum JSONBText {
    static let version: UInt8 = 1

    static func content(of bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        guard bytes.first == version else { return nil }
        return UnsafeRawBufferPointer(rebasing: bytes.dropFirst())
    }
}

/// A JSON document as the UTF-8 bytes that an encoder made.
enum JSONBCodec: BinaryCodec {
    static let oid = TypeOID.jsonb
    static let arrayOID: UInt32 = 3807
    static let name = "JSON"

    static func reads(_ oid: UInt32) -> Bool { oid == TypeOID.jsonb || oid == TypeOID.json }
    static func size(of value: [UInt8]) -> Int { value.count + 1 }

    static func write(_ value: [UInt8], to target: UnsafeMutableRawPointer) {
        target.storeBytes(of: JSONBText.version, as: UInt8.self)
        ByteaCodec.write(value, to: target + 1)
    }

    static func read(_ bytes: UnsafeRawBufferPointer, oid: UInt32) -> [UInt8]? { ByteaCodec.read(bytes, oid: oid) }
}

/// A JSON document as text.
enum JSONBTextCodec: BinaryCodec {
    static let oid = TypeOID.jsonb
    static let arrayOID: UInt32 = 3807
    static let name = "JSON"

    static func reads(_ oid: UInt32) -> Bool { JSONBCodec.reads(oid) }
    static func size(of value: String) -> Int { value.utf8.count + 1 }

    static func write(_ value: String, to target: UnsafeMutableRawPointer) {
        target.storeBytes(of: JSONBText.version, as: UInt8.self)
        TextCodec.write(value, to: target + 1)
    }

    static func read(_ bytes: UnsafeRawBufferPointer, oid: UInt32) -> String? { TextCodec.read(bytes, oid: oid) }
}
