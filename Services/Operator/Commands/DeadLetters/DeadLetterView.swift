import Contracts
import Foundation
import RabbitMQ

/// A letter as it is shown whole.
struct DeadLetterView {
    private let letter: DeadLetter
    private let facts: [(name: String, value: String)]

    init(_ letter: DeadLetter) {
        self.letter = letter
        let properties = letter.properties
        let told: [(String, String?)] = [
            ("id", letter.id), ("type", letter.type), ("reason", letter.reason), ("message", letter.message),
            ("field", letter.field), ("given_up_at", letter.time), ("publisher", letter.publisher),
            ("queue", letter.queue), ("exchange", letter.exchange), ("routing_key", letter.routingKey),
            ("delivered", letter.deliveries.map { "\($0 + 1)" }), ("retries", "\(letter.retries)"),
            ("content_type", properties.contentType), ("content_encoding", properties.contentEncoding),
            ("correlation_id", properties.correlationID), ("reply_to", letter.replyTo), ("app_id", properties.appID),
            ("timestamp", properties.timestamp.map { "\($0)" }), ("priority", properties.priority.map { "\($0)" }),
            ("missing", letter.missingFrom.map { "of \($0) bytes only these were kept" }),
        ]
        facts = told.compactMap { name, value in value.map { (name, $0) } }
    }

    /// For people: facts, headers, body.
    var text: String {
        var lines = facts.map { "  \(Self.padded($0.name)) \(Terminal.printable($0.value))" }
        for field in letter.originalHeaders.fields {
            let value = String(decoding: Self.json(field.value).encoded, as: UTF8.self)
            lines.append("  \(Self.padded("header")) \(Terminal.printable("\(field.name): \(value)"))")
        }
        lines.append("  \(Self.padded("body")) \(Terminal.grouped(letter.size)) bytes")
        if letter.size > UInt64(letter.body.count) {
            lines.append("  \(Self.padded("")) too long to be shown; its beginning is")
        }
        guard !letter.body.isEmpty else { return lines.joined(separator: "\n") }
        let body = String(validating: letter.body, as: UTF8.self) ?? Data(letter.body).base64EncodedString()
        let shown = body.split(separator: "\n", omittingEmptySubsequences: false).map { Terminal.printable(String($0)) }
        return (lines + [""] + shown).joined(separator: "\n")
    }

    /// For machines: the same, with headers by name and the body as text, or in base 64 where it is none.
    var json: JSONValue {
        var object = JSONObject()
        for fact in facts { object[fact.name] = .string(fact.value) }
        object["headers"] = Self.json(letter.originalHeaders)
        object["bytes"] = .number("\(letter.size)")
        if let text = String(validating: letter.body, as: UTF8.self) {
            object["body"] = .string(text)
        } else {
            object["body_base64"] = .string(Data(letter.body).base64EncodedString())
        }
        return .object(object)
    }

    private static func padded(_ name: String) -> String {
        name + String(repeating: " ", count: max(0, 16 - name.count))
    }

    private static func json(_ headers: MessageHeaders) -> JSONValue {
        var object = JSONObject()
        for field in headers.fields {
            // A foreign publisher may have sent a name twice.
            var name = field.name
            while object[name] != nil { name += "'" }
            object[name] = json(field.value)
        }
        return .object(object)
    }

    private static func json(_ value: HeaderValue) -> JSONValue {
        switch value {
        case .string(let text): .string(text)
        case .integer(let number), .timestamp(let number): .number("\(number)")
        case .boolean(let flag): .bool(flag)
        case .double(let number): number.isFinite ? .number("\(number)") : .string("\(number)")
        case .bytes(let bytes): .string(Data(bytes).base64EncodedString())
        case .decimal(let scale, let value): .string("\(value)e-\(scale)")
        case .array(let values): .array(values.map { json($0) })
        case .table(let headers): json(headers)
        case .null: .null
        }
    }
}
