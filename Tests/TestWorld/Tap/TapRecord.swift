import Contracts
import Foundation
import RabbitMQ

/// Decides which of the copied messages are written down, and writes them as lines of JSON.
struct TapRecord {
    /// How many messages of one kind are written down of one world.
    private static let mostOfAKind = 100
    /// Bodies beyond this are left out.
    private static let longestBody = 600_000
    /// How many bytes are written down of one world.
    private static let mostBytes = 24 << 20

    /// Whether there were more messages than were looked at.
    var isCutShort = false
    private let world: String
    private var written: [String: Int] = [:]
    private var leftOut: [String: Int] = [:]
    private var bytes = 0
    /// The ids of commands and queries that were written down: their answers are, too.
    private var asked: Set<String> = []

    init(world: String) { self.world = world }

    /// The line for a copy; nil where it is left out.
    mutating func line(_ copy: Delivery) -> [UInt8]? {
        let headers = copy.properties.headers
        guard case .table(let properties) = headers["properties"] else { return nil }
        let exchange = headers["exchange_name"]?.string ?? ""
        let keys: [String] =
            if case .array(let keys) = headers["routing_keys"] { keys.compactMap(\.string) } else { [] }
        if exchange.isEmpty, keys == ["test.tap"] { return nil }
        let kind = Self.kind(exchange, keys, properties)
        let correlation = properties["correlation_id"]?.string ?? properties["message_id"]?.string
        let isAnswer = exchange.isEmpty && kind == "reply"
        let isWanted =
            isAnswer
            ? correlation.map(asked.contains) ?? false : written[kind, default: 0] < Self.mostOfAKind
        guard isWanted, copy.body.count <= Self.longestBody, bytes < Self.mostBytes else {
            leftOut[kind, default: 0] += 1
            return nil
        }
        written[kind, default: 0] += 1
        if let correlation, !isAnswer { asked.insert(correlation) }
        let line = Self.line(world, exchange, keys, properties, copy.body)
        bytes += line.count
        return line
    }

    /// The last line: how much was written down and left out.
    var summary: [UInt8] {
        var object = JSONObject()
        object["world"] = .string(world)
        object["written"] = .number("\(written.values.reduce(0, +))")
        var left = JSONObject()
        for (kind, count) in leftOut.sorted(by: { $0.key < $1.key }) { left[kind] = .number("\(count)") }
        object["left_out"] = .object(left)
        object["cut_short"] = .bool(isCutShort)
        return JSONValue.object(object).encoded + [UInt8(ascii: "\n")]
    }

    private static func kind(_ exchange: String, _ keys: [String], _ properties: MessageHeaders) -> String {
        let type = properties["type"]?.string ?? ""
        guard exchange.isEmpty else { return "\(exchange) \(type)" }
        return type == "reply" ? type : "\(keys.first ?? "") \(type)"
    }

    private static func line(
        _ world: String, _ exchange: String, _ keys: [String], _ properties: MessageHeaders, _ body: [UInt8]
    ) -> [UInt8] {
        var object = JSONObject()
        object["world"] = .string(world)
        object["exchange"] = .string(exchange)
        object["routing_key"] = .string(keys.first ?? "")
        object["properties"] = json(properties)
        if let text = String(validating: body, as: UTF8.self) {
            object["body"] = .string(text)
        } else {
            object["body_base64"] = .string(Data(body).base64EncodedString())
        }
        return JSONValue.object(object).encoded + [UInt8(ascii: "\n")]
    }

    private static func json(_ headers: MessageHeaders) -> JSONValue {
        var object = JSONObject()
        for field in headers.fields where object[field.name] == nil { object[field.name] = json(field.value) }
        return .object(object)
    }

    private static func json(_ value: HeaderValue) -> JSONValue {
        switch value {
        case .string(let text): .string(text)
        case .integer(let number), .timestamp(let number): .number("\(number)")
        case .boolean(let flag): .bool(flag)
        case .array(let values): .array(values.map { json($0) })
        case .table(let headers): json(headers)
        case .double, .bytes, .decimal, .null: .null
        }
    }
}
