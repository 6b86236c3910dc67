import Contracts

/// A JSON object that is read by paths such as `transaction.legs.0.amount`.
public struct Document: Sendable, Hashable {
    /// The object itself.
    public let object: JSONObject

    /// Wraps an object.
    public init(_ object: JSONObject) { self.object = object }

    /// Reads a body.
    ///
    /// - Throws: ``WorldError`` when it is no JSON object.
    public init(_ body: [UInt8]) throws {
        do {
            let limits = JSONReader.Limits(bytes: 64 << 20, depth: 32, values: 10_000_000)
            guard case .object(let object) = try JSONReader.read(body, limits: limits) else {
                throw WorldError("the body is no JSON object: \(String(decoding: body.prefix(200), as: UTF8.self))")
            }
            self.object = object
        } catch let error as JSONError {
            throw WorldError("\(error) in \(String(decoding: body.prefix(200), as: UTF8.self))")
        }
    }

    /// The value at a path; nil where there is none.
    public subscript(path: String) -> JSONValue? { object.value(at: path) }

    /// The text at a path; also of a number.
    public func text(_ path: String) -> String? { self[path].flatMap { $0.asString ?? $0.asNumber } }

    /// The objects of an array at a path; none where there is no array.
    public func objects(_ path: String) -> [Document] {
        self[path]?.asArray?.compactMap { $0.asObject.map { Document($0) } } ?? []
    }
}
