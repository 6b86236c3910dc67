import Contracts
import Foundation

/// A JSON object of an answer, read by paths such as `error.code`.
struct Answer: Sendable {
    let object: JSONObject

    init(_ object: JSONObject) { self.object = object }

    /// Reads a body.
    static func object(_ body: [UInt8]) throws -> JSONObject {
        let limits = JSONReader.Limits(bytes: 64 << 20, depth: 32, values: 10_000_000)
        guard case .object(let object)? = try? JSONReader.read(body, limits: limits) else {
            throw OperatorFailure(.wrong, "the answer is no JSON object")
        }
        return object
    }

    /// The value at a path; nil where there is none.
    subscript(path: String) -> JSONValue? { object.value(at: path) }

    /// The text at a path; also of a number or a truth value.
    func text(_ path: String) -> String? {
        self[path].flatMap { $0.asString ?? $0.asNumber ?? $0.asBool.map { $0 ? "yes" : "no" } }
    }

    /// The object at a path; an empty one where there is none.
    func part(_ path: String) -> Answer { Answer(self[path]?.asObject ?? JSONObject()) }

    /// The objects of an array at a path.
    func objects(_ path: String) -> [Answer] {
        self[path]?.asArray?.compactMap { $0.asObject.map { Answer($0) } } ?? []
    }

    /// The items of a list.
    var items: [Answer] { objects("items") }

    /// The answer for machines: without what only the message was about.
    var json: String {
        var told = object
        told["query"] = nil
        told["status"] = nil
        return Self.json(.object(told))
    }

    /// Any value for machines, in lines.
    static func json(_ value: JSONValue) -> String {
        let bytes = value.encoded
        let options: JSONSerialization.WritingOptions = [
            .prettyPrinted, .sortedKeys, .withoutEscapingSlashes, .fragmentsAllowed,
        ]
        guard let object = try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed),
            let text = try? JSONSerialization.data(withJSONObject: object, options: options)
        else { return String(decoding: bytes, as: UTF8.self) }
        return String(decoding: text, as: UTF8.self)
    }

    /// A table of objects.
    ///
    /// - Parameter columns: titles and the paths of what stands below them; amounts, numbers and versions stand on the right.
    static func table(_ rows: [Answer], _ columns: (title: String, path: String, side: Table.Side)...) -> String {
        guard !rows.isEmpty else { return "there are none" }
        var table = Table(columns.map { (title: $0.title, side: $0.side) })
        for row in rows { table.add(columns.map { row.text($0.path) ?? "" }) }
        return table.text
    }
}
