import CRabbitMQ

extension amqp_bytes_t {
    var buffer: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: bytes, count: len) }

    /// The text, with U+FFFD for what is no UTF-8.
    var repairedText: String { String(decoding: buffer, as: UTF8.self) }
}

/// Text that is often the same from one message to the next: the last value is kept, so that it is allocated once.
struct RepeatedText {
    private var last = ""

    mutating func read(_ bytes: amqp_bytes_t, isMalformed: inout Bool) -> String {
        // Up to 15 bytes need no allocation at all.
        guard bytes.len > 15 else { return freshText(bytes, isMalformed: &isMalformed) }
        if isLast(bytes) { return last }
        last = freshText(bytes, isMalformed: &isMalformed)
        return last
    }

    private func isLast(_ bytes: amqp_bytes_t) -> Bool {
        last.utf8.withContiguousStorageIfAvailable { known in
            known.elementsEqual(bytes.buffer)
        } ?? false
    }
}

/// A text of its own; sets the flag when it had to be repaired.
func freshText(_ bytes: amqp_bytes_t, isMalformed: inout Bool) -> String {
    if let text = String(validating: bytes.buffer, as: UTF8.self) { return text }
    isMalformed = true
    return bytes.repairedText
}

/// An arena of the library's, for what must stay in place while it is being sent.
struct Arena {
    private let pool: UnsafeMutablePointer<amqp_pool_t>
    /// What the strings and tables so far take on the wire, at most.
    private(set) var encodedBytes = 0

    /// Forgets what was there before.
    init(recycling pool: UnsafeMutablePointer<amqp_pool_t>) {
        self.pool = pool
        recycle_amqp_pool(pool)
    }

    mutating func bytes(_ text: String) -> amqp_bytes_t {
        var text = text
        return text.withUTF8 { copy(UnsafeRawBufferPointer($0)) }
    }

    mutating func bytes(_ bytes: [UInt8]) -> amqp_bytes_t { bytes.withUnsafeBytes { copy($0) } }

    mutating func table(_ headers: MessageHeaders) -> amqp_table_t {
        let fields = headers.fields
        guard !fields.isEmpty else { return amqp_empty_table }
        let entries = allocate(amqp_table_entry_t.self, fields.count)
        encodedBytes += 4
        for (index, field) in fields.enumerated() {
            encodedBytes += 2
            entries[index] = amqp_table_entry_t(key: bytes(field.name), value: value(field.value))
        }
        return amqp_table_t(num_entries: CInt(fields.count), entries: entries)
    }

    private mutating func value(_ value: HeaderValue) -> amqp_field_value_t {
        var field = amqp_field_value_t()
        encodedBytes += 9
        switch value {
        case .string(let text): field.set(AMQP_FIELD_KIND_UTF8) { $0.bytes = bytes(text) }
        case .integer(let number): field.set(AMQP_FIELD_KIND_I64) { $0.i64 = number }
        case .boolean(let flag): field.set(AMQP_FIELD_KIND_BOOLEAN) { $0.boolean = flag ? 1 : 0 }
        case .double(let number): field.set(AMQP_FIELD_KIND_F64) { $0.f64 = number }
        case .bytes(let content): field.set(AMQP_FIELD_KIND_BYTES) { $0.bytes = bytes(content) }
        case .timestamp(let seconds):
            field.set(AMQP_FIELD_KIND_TIMESTAMP) { $0.u64 = UInt64(bitPattern: seconds) }
        case .decimal(let scale, let digits):
            field.set(AMQP_FIELD_KIND_DECIMAL) { $0.decimal = amqp_decimal_t(decimals: scale, value: digits) }
        case .array(let values): field.set(AMQP_FIELD_KIND_ARRAY) { $0.array = array(values) }
        case .table(let headers): field.set(AMQP_FIELD_KIND_TABLE) { $0.table = table(headers) }
        case .null: field.set(AMQP_FIELD_KIND_VOID) { _ in }
        }
        return field
    }

    private mutating func array(_ values: [HeaderValue]) -> amqp_array_t {
        guard !values.isEmpty else { return amqp_empty_array }
        let entries = allocate(amqp_field_value_t.self, values.count)
        for (index, element) in values.enumerated() { entries[index] = value(element) }
        return amqp_array_t(num_entries: CInt(values.count), entries: entries)
    }

    private mutating func copy(_ source: UnsafeRawBufferPointer) -> amqp_bytes_t {
        encodedBytes += source.count + 4
        guard let start = source.baseAddress, source.count > 0 else { return amqp_empty_bytes }
        guard let target = amqp_pool_alloc(pool, source.count) else { preconditionFailure("out of memory") }
        target.copyMemory(from: start, byteCount: source.count)
        return amqp_bytes_t(len: source.count, bytes: target)
    }

    private func allocate<T>(_ type: T.Type, _ count: Int) -> UnsafeMutablePointer<T> {
        guard let memory = amqp_pool_alloc(pool, count * MemoryLayout<T>.stride) else {
            preconditionFailure("out of memory")
        }
        return memory.bindMemory(to: type, capacity: count)
    }
}

extension amqp_field_value_t {
    fileprivate mutating func set(_ kind: amqp_field_value_kind_t, _ fill: (inout __Unnamed_union_value) -> Void) {
        self.kind = UInt8(truncatingIfNeeded: kind.rawValue)
        fill(&value)
    }
}
