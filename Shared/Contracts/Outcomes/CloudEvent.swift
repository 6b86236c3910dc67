/// An event of the ledger in the structured form of CloudEvents 1.0.
public struct CloudEvent: Hashable, Sendable {
    /// The number by which it is known, `evt_…`; the same on every delivery.
    public var id: String
    /// ``EventType/source``.
    public var source: String
    /// Such as `kauri.wallet.transferred`.
    public var type: String
    /// The account, party or unit that it is about first.
    public var subject: String?
    /// When it happened, RFC 3339.
    public var time: String
    /// The trace of the command that caused it: the extension "distributed tracing".
    public var traceparent: String?
    /// A JSON object: the outcome's document as it is stored.
    public var data: [UInt8]

    /// Joins attributes and data.
    public init(
        id: String, source: String = EventType.source, type: String, subject: String?, time: String,
        traceparent: String?, data: [UInt8]
    ) {
        self.id = id
        self.source = source
        self.type = type
        self.subject = subject
        self.time = time
        self.traceparent = traceparent
        self.data = data
    }

    /// Writes it as one JSON object; the data goes in as it is.
    ///
    /// - Parameter streamOffset: where a stream had it, as the extension `streamoffset`; a text, for it may be large.
    public func write(to json: inout JSONWriter, streamOffset: Int64? = nil) {
        json.beginObject()
        json.member("specversion", "1.0")
        json.member("id", id)
        json.member("source", source)
        json.member("type", type)
        if let subject { json.member("subject", subject) }
        json.member("time", time)
        json.member("datacontenttype", "application/json")
        if let traceparent { json.member("traceparent", traceparent) }
        if let streamOffset {
            json.key("streamoffset")
            json.quotedInt(streamOffset)
        }
        json.key("data")
        json.raw(data)
        json.endObject()
    }

    /// Reads the JSON object of the structured form; what it does not know are extensions.
    ///
    /// - Returns: the event, and the extension `streamoffset` where it has it; nil where an attribute of ours is missing or wrong.
    public static func read(_ object: JSONObject) -> (event: CloudEvent, streamOffset: Int64?)? {
        guard object["specversion"]?.asString == "1.0", let id = object["id"]?.asString,
            let source = object["source"]?.asString, let type = object["type"]?.asString,
            let time = object["time"]?.asString, case .object(let data)? = object["data"],
            object["datacontenttype"].map({ $0.asString == "application/json" }) ?? true
        else { return nil }
        let event = CloudEvent(
            id: id, source: source, type: type, subject: object["subject"]?.asString, time: time,
            traceparent: object["traceparent"]?.asString, data: JSONValue.object(data).encoded)
        return (event, object["streamoffset"]?.asString.flatMap { Int64($0) })
    }
}

/// Some events as one message body: the JSON batch format of CloudEvents 1.0.
public struct CloudEventBatch: Sendable {
    /// The media type of such a body.
    public static let contentType = "application/cloudevents-batch+json"
    /// Bytes that a body never exceeds, unless a single event does: brokers bound messages, RabbitMQ 4 at 16 MiB by default.
    public static let maximumBytes = 4 << 20
    /// More than the attributes of an event can take beside its data.
    private static let mostAttributes = 1_024

    private var json: JSONWriter
    private let bound: Int
    /// How many events are in it.
    public private(set) var count = 0

    /// An empty batch.
    ///
    /// - Parameter capacity: bytes to reserve.
    public init(capacity: Int = 4_096, bound: Int = maximumBytes) {
        self.bound = bound
        json = JSONWriter(capacity: min(capacity, bound))
        json.beginArray()
    }

    /// Whether an event with so much data may be added; always one.
    public func hasRoom(forData bytes: Int) -> Bool {
        count == 0 || json.bytes.count + bytes + Self.mostAttributes <= bound
    }

    /// Adds an event.
    public mutating func append(_ event: CloudEvent) {
        event.write(to: &json)
        count += 1
    }

    /// Ends the array.
    public mutating func finish() -> [UInt8] {
        json.endArray()
        return json.bytes
    }

    /// Reads such a body.
    ///
    /// - Throws: `JSONError` where it is no JSON.
    /// - Returns: nil where it is not an array of events.
    public static func read(_ body: [UInt8]) throws(JSONError) -> [CloudEvent]? {
        let limits = JSONReader.Limits(bytes: max(body.count, 1), depth: 32, values: body.count + 1)
        guard case .array(let elements) = try JSONReader.read(body, limits: limits) else { return nil }
        var events: [CloudEvent] = []
        for element in elements {
            guard let object = element.asObject, let read = CloudEvent.read(object) else { return nil }
            events.append(read.event)
        }
        return events
    }
}
