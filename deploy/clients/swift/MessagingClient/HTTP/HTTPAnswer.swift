/// What the service has answered over HTTP.
public struct HTTPAnswer: Sendable {
    /// 200 to 599.
    public let status: Int
    /// The whole body.
    public let body: [UInt8]

    /// Whether the request was carried out.
    public var isSuccess: Bool { (200...299).contains(status) }

    /// The body as text, for failures.
    public var text: String { String(decoding: body, as: UTF8.self) }
}
