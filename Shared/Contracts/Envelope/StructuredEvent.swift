/// A command in the structured form of CloudEvents 1.0: `{"specversion": "1.0", "id": …, "type": …, "source": …, "data": {…}}`.
struct StructuredEvent {
    let id: String?
    let type: String?
    let traceparent: String?
    let data: FieldReader

    init(reading fields: inout FieldReader) throws(CommandError) {
        guard try fields.text("specversion", maximum: 8) == "1.0" else {
            throw fields.invalid("specversion", "must be \"1.0\"")
        }
        id = try fields.text("id", maximum: CommandKey.maximumLength)
        type = try fields.text("type", maximum: 64)
        traceparent = try fields.text("traceparent", maximum: 55)
        let contentType = try fields.text("datacontenttype", maximum: 64)
        guard contentType == nil || contentType == "application/json" else {
            throw fields.invalid("datacontenttype", "must be absent or application/json", .unsupportedContent)
        }
        // What else the standard names says nothing that the ledger uses; other members are extensions, which it permits.
        data = try fields.present(fields.object("data"), "data")
    }
}
