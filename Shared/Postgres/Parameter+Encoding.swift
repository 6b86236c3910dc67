/// The one place that knows which codec belongs to which case.
///
/// A visitor and not three switches over 30 cases: type number, size and encoding cannot disagree.
protocol ParameterVisitor {
    associatedtype Output
    func null(_ oid: UInt32) -> Output
    func scalar<C: BinaryCodec>(_ value: C.Value, _ codec: C.Type) -> Output
    func array<C: BinaryCodec>(_ values: [C.Value], _ codec: C.Type) -> Output
    func optionals<C: BinaryCodec>(_ values: [C.Value?], _ codec: C.Type) -> Output
}

extension Parameter {
    @inline(__always)
    func accept<V: ParameterVisitor>(_ visitor: V) -> V.Output {
        switch self {
        case .null(let oid): visitor.null(oid)
        case .int64(let value): visitor.scalar(value, Int64Codec.self)
        case .int32(let value): visitor.scalar(value, Int32Codec.self)
        case .int16(let value): visitor.scalar(value, Int16Codec.self)
        case .double(let value): visitor.scalar(value, DoubleCodec.self)
        case .bool(let value): visitor.scalar(value, BoolCodec.self)
        case .text(let value): visitor.scalar(value, TextCodec.self)
        case .bytea(let value): visitor.scalar(value, ByteaCodec.self)
        case .timestamp(let value): visitor.scalar(value, TimestampCodec.self)
        case .jsonb(let value): visitor.scalar(value, JSONBCodec.self)
        case .jsonbText(let value): visitor.scalar(value, JSONBTextCodec.self)
        case .int64Array(let values): visitor.array(values, Int64Codec.self)
        case .optionalInt64Array(let values): visitor.optionals(values, Int64Codec.self)
        case .int32Array(let values): visitor.array(values, Int32Codec.self)
        case .optionalInt32Array(let values): visitor.optionals(values, Int32Codec.self)
        case .int16Array(let values): visitor.array(values, Int16Codec.self)
        case .optionalInt16Array(let values): visitor.optionals(values, Int16Codec.self)
        case .doubleArray(let values): visitor.array(values, DoubleCodec.self)
        case .boolArray(let values): visitor.array(values, BoolCodec.self)
        case .optionalBoolArray(let values): visitor.optionals(values, BoolCodec.self)
        case .textArray(let values): visitor.array(values, TextCodec.self)
        case .optionalTextArray(let values): visitor.optionals(values, TextCodec.self)
        case .byteaArray(let values): visitor.array(values, ByteaCodec.self)
        case .optionalByteaArray(let values): visitor.optionals(values, ByteaCodec.self)
        case .timestampArray(let values): visitor.array(values, TimestampCodec.self)
        case .optionalTimestampArray(let values): visitor.optionals(values, TimestampCodec.self)
        case .jsonbArray(let values): visitor.array(values, JSONBCodec.self)
        case .optionalJsonbArray(let values): visitor.optionals(values, JSONBCodec.self)
        case .jsonbTextArray(let values): visitor.array(values, JSONBTextCodec.self)
        case .optionalJsonbTextArray(let values): visitor.optionals(values, JSONBTextCodec.self)
        }
    }

    /// The type that the statement is prepared with.
    var oid: UInt32 { accept(DeclaredType()) }

    /// The number of bytes that ``write(to:)`` writes.
    var encodedSize: Int { accept(EncodedSize()) }

    /// Writes the binary form; the caller has reserved ``encodedSize`` bytes.
    ///
    /// - Returns: the number of bytes, or `nil` for NULL, which has none.
    func write(to target: UnsafeMutableRawPointer) -> Int? { accept(Writer(target: target)) }
}

private struct DeclaredType: ParameterVisitor {
    func null(_ oid: UInt32) -> UInt32 { oid }
    func scalar<C: BinaryCodec>(_ value: C.Value, _ codec: C.Type) -> UInt32 { C.oid }
    func array<C: BinaryCodec>(_ values: [C.Value], _ codec: C.Type) -> UInt32 { C.arrayOID }
    func optionals<C: BinaryCodec>(_ values: [C.Value?], _ codec: C.Type) -> UInt32 { C.arrayOID }
}

private struct EncodedSize: ParameterVisitor {
    func null(_ oid: UInt32) -> Int { 0 }
    func scalar<C: BinaryCodec>(_ value: C.Value, _ codec: C.Type) -> Int { C.size(of: value) }

    func array<C: BinaryCodec>(_ values: [C.Value], _ codec: C.Type) -> Int {
        values.reduce(ArrayHeader.size + values.count * 4) { $0 + C.size(of: $1) }
    }

    func optionals<C: BinaryCodec>(_ values: [C.Value?], _ codec: C.Type) -> Int {
        values.reduce(ArrayHeader.size + values.count * 4) { sum, value in sum + (value.map(C.size(of:)) ?? 0) }
    }
}

private struct Writer: ParameterVisitor {
    let target: UnsafeMutableRawPointer

    func null(_ oid: UInt32) -> Int? { nil }

    func scalar<C: BinaryCodec>(_ value: C.Value, _ codec: C.Type) -> Int? {
        C.write(value, to: target)
        return C.size(of: value)
    }

    func array<C: BinaryCodec>(_ values: [C.Value], _ codec: C.Type) -> Int? {
        var end = ArrayHeader(count: values.count, hasNull: false, elementOID: C.oid).write(to: target)
        for value in values { end = element(value, codec, at: end) }
        return end - target
    }

    func optionals<C: BinaryCodec>(_ values: [C.Value?], _ codec: C.Type) -> Int? {
        let hasNull = values.contains { $0 == nil }
        var end = ArrayHeader(count: values.count, hasNull: hasNull, elementOID: C.oid).write(to: target)
        for value in values {
            if let value {
                end = element(value, codec, at: end)
            } else {
                end.storeBytes(of: Int32(-1), as: Int32.self)
                end += 4
            }
        }
        return end - target
    }

    @inline(__always)
    private func element<C: BinaryCodec>(
        _ value: C.Value, _ codec: C.Type, at position: UnsafeMutableRawPointer
    ) -> UnsafeMutableRawPointer {
        let size = C.size(of: value)
        position.storeBytes(of: Int32(truncatingIfNeeded: size).bigEndian, as: Int32.self)
        C.write(value, to: position + 4)
        return position + 4 + size
    }
}
