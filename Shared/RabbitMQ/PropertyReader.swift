import CRabbitMQ

/// Copies what the library has decoded into values of ours, before the library's memory is used again.
struct PropertyReader {
    private var contentType = RepeatedText()
    private var contentEncoding = RepeatedText()
    private var replyTo = RepeatedText()
    private var type = RepeatedText()
    private var userID = RepeatedText()
    private var appID = RepeatedText()

    mutating func read(_ source: amqp_basic_properties_t, isMalformed: inout Bool) -> MessageProperties {
        var properties = MessageProperties()
        let flags = source._flags
        func has(_ flag: CInt) -> Bool { flags & UInt32(bitPattern: flag) != 0 }
        if has(AMQP_BASIC_CONTENT_TYPE_FLAG) {
            properties.contentType = contentType.read(source.content_type, isMalformed: &isMalformed)
        }
        if has(AMQP_BASIC_CONTENT_ENCODING_FLAG) {
            properties.contentEncoding = contentEncoding.read(source.content_encoding, isMalformed: &isMalformed)
        }
        if has(AMQP_BASIC_HEADERS_FLAG) {
            properties.headers = readTable(source.headers, isMalformed: &isMalformed)
        }
        properties.isPersistent =
            has(AMQP_BASIC_DELIVERY_MODE_FLAG) && UInt32(source.delivery_mode) == AMQP_DELIVERY_PERSISTENT.rawValue
        if has(AMQP_BASIC_PRIORITY_FLAG) { properties.priority = source.priority }
        if has(AMQP_BASIC_CORRELATION_ID_FLAG) {
            properties.correlationID = freshText(source.correlation_id, isMalformed: &isMalformed)
        }
        if has(AMQP_BASIC_REPLY_TO_FLAG) {
            properties.replyTo = replyTo.read(source.reply_to, isMalformed: &isMalformed)
        }
        if has(AMQP_BASIC_EXPIRATION_FLAG) {
            properties.expiration = freshText(source.expiration, isMalformed: &isMalformed)
        }
        if has(AMQP_BASIC_MESSAGE_ID_FLAG) {
            properties.messageID = freshText(source.message_id, isMalformed: &isMalformed)
        }
        if has(AMQP_BASIC_TIMESTAMP_FLAG) { properties.timestamp = Int64(bitPattern: source.timestamp) }
        if has(AMQP_BASIC_TYPE_FLAG) { properties.type = type.read(source.type, isMalformed: &isMalformed) }
        if has(AMQP_BASIC_USER_ID_FLAG) { properties.userID = userID.read(source.user_id, isMalformed: &isMalformed) }
        if has(AMQP_BASIC_APP_ID_FLAG) { properties.appID = appID.read(source.app_id, isMalformed: &isMalformed) }
        return properties
    }
}

/// How deep headers may be nested. Each level costs stack, here and when the value is destroyed.
private let maximumDepth = 32

private func readTable(_ table: amqp_table_t, depth: Int = 0, isMalformed: inout Bool) -> MessageHeaders {
    guard table.num_entries > 0, let entries = table.entries else { return MessageHeaders() }
    var fields: [MessageHeaders.Field] = []
    fields.reserveCapacity(Int(table.num_entries))
    for entry in UnsafeBufferPointer(start: entries, count: Int(table.num_entries)) {
        let name = freshText(entry.key, isMalformed: &isMalformed)
        let value = readValue(entry.value, depth: depth, isMalformed: &isMalformed)
        fields.append(MessageHeaders.Field(name: name, value: value))
    }
    return MessageHeaders(fields)
}

private func readValue(_ field: amqp_field_value_t, depth: Int, isMalformed: inout Bool) -> HeaderValue {
    let value = field.value
    switch amqp_field_value_kind_t(UInt32(field.kind)) {
    case AMQP_FIELD_KIND_UTF8: return .string(freshText(value.bytes, isMalformed: &isMalformed))
    case AMQP_FIELD_KIND_I64: return .integer(value.i64)
    case AMQP_FIELD_KIND_I32: return .integer(Int64(value.i32))
    case AMQP_FIELD_KIND_BOOLEAN: return .boolean(value.boolean != 0)
    case AMQP_FIELD_KIND_I8: return .integer(Int64(value.i8))
    case AMQP_FIELD_KIND_U8: return .integer(Int64(value.u8))
    case AMQP_FIELD_KIND_I16: return .integer(Int64(value.i16))
    case AMQP_FIELD_KIND_U16: return .integer(Int64(value.u16))
    case AMQP_FIELD_KIND_U32: return .integer(Int64(value.u32))
    case AMQP_FIELD_KIND_U64: return Int64(exactly: value.u64).map(HeaderValue.integer) ?? .double(Double(value.u64))
    case AMQP_FIELD_KIND_F32: return .double(Double(value.f32))
    case AMQP_FIELD_KIND_F64: return .double(value.f64)
    case AMQP_FIELD_KIND_DECIMAL: return .decimal(scale: value.decimal.decimals, value: value.decimal.value)
    case AMQP_FIELD_KIND_TIMESTAMP: return .timestamp(Int64(bitPattern: value.u64))
    case AMQP_FIELD_KIND_BYTES: return .bytes([UInt8](value.bytes.buffer))
    case AMQP_FIELD_KIND_TABLE, AMQP_FIELD_KIND_ARRAY:
        guard depth < maximumDepth else {
            isMalformed = true
            return .null
        }
        return field.kind == UInt8(ascii: "F")
            ? .table(readTable(value.table, depth: depth + 1, isMalformed: &isMalformed))
            : .array(readArray(value.array, depth: depth + 1, isMalformed: &isMalformed))
    default: return .null
    }
}

private func readArray(_ array: amqp_array_t, depth: Int, isMalformed: inout Bool) -> [HeaderValue] {
    var values: [HeaderValue] = []
    for element in UnsafeBufferPointer(start: array.entries, count: Int(array.num_entries)) {
        values.append(readValue(element, depth: depth, isMalformed: &isMalformed))
    }
    return values
}
