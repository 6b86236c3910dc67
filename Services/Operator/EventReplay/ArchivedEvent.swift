import Contracts

/// An event as an archive has it: one line, CloudEvents 1.0 in structured form.
public struct ArchivedEvent: Sendable {
    /// The event's id.
    public let id: EventID
    /// Such as `kauri.wallet.transferred`.
    public let type: String
    /// When it was decided.
    public let time: Timestamp
    /// Where a stream had it.
    public let streamOffset: Int64?
    /// The outcome's or the flag's document.
    public let data: JSONObject

    /// Reads a line without its end.
    ///
    /// - Throws: ``ReplayError/unreadable(_:)``.
    public init(_ line: ArraySlice<UInt8>) throws(ReplayError) {
        let limits = JSONReader.Limits(bytes: max(line.count, 1), depth: 32, values: line.count + 1)
        guard case .object(let object)? = try? JSONReader.read(line, limits: limits),
            object["specversion"]?.asString == "1.0", object["source"]?.asString == EventType.source,
            let id = object["id"]?.asString.flatMap({ EventID(text: $0) }), let type = object["type"]?.asString,
            let time = object["time"]?.asString.flatMap({ Timestamp(rfc3339: $0) }),
            let data = object["data"]?.asObject
        else {
            throw .unreadable(String(decoding: line.prefix(120), as: UTF8.self))
        }
        self.id = id
        self.type = type
        self.time = time
        self.data = data
        streamOffset = object["streamoffset"]?.asString.flatMap { Int64($0) }
    }
}
