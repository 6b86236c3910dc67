import Contracts

/// A JSON object of the ledger, read by paths such as `transaction.legs.0.amount`. Amounts are decimal numbers in texts.
public struct LedgerDocument: Sendable, Hashable {
    /// The object itself.
    public let object: JSONObject

    private static let limits = JSONReader.Limits(bytes: 64 << 20, depth: 32, values: 10_000_000)

    /// Wraps an object.
    public init(_ object: JSONObject) { self.object = object }

    /// Reads a body; nil where it is no JSON object.
    public init?(_ body: [UInt8]) {
        guard case .object(let object)? = try? JSONReader.read(body, limits: Self.limits) else { return nil }
        self.object = object
    }

    /// The value at a path; nil where there is none.
    public subscript(path: String) -> JSONValue? { object.value(at: path) }

    /// The text at a path; also of a number.
    public func text(_ path: String) -> String? { self[path].flatMap { $0.asString ?? $0.asNumber } }

    /// The objects of an array at a path; none where there is no array.
    public func objects(_ path: String) -> [LedgerDocument] {
        self[path]?.asArray?.compactMap { $0.asObject.map { LedgerDocument($0) } } ?? []
    }
}
