/// Where a messaging-service is: `http://host:port`, or the same with `ws`. Encryption ends at the proxy before the service, so neither `https` nor
/// `wss` is spoken here.
public struct MessagingAddress: Hashable, Sendable, CustomStringConvertible {
    /// A name or an address, IPv6 without its brackets.
    public let host: String
    /// The port; 80 where the text has none.
    public let port: Int

    /// Names a place.
    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads a URL; nil where it is none of these. A path behind the port must be empty or `/`.
    public init?(text: String) {
        guard let scheme = ["http://", "ws://"].first(where: { text.hasPrefix($0) }) else { return nil }
        var rest = text.dropFirst(scheme.count)
        if rest.hasSuffix("/") { rest.removeLast() }
        guard !rest.contains(where: { "/?#@".contains($0) }) else { return nil }
        var name = rest
        var number: Substring?
        if rest.hasPrefix("["), let end = rest.firstIndex(of: "]") {
            name = rest[rest.index(after: rest.startIndex)..<end]
            let behind = rest[rest.index(after: end)...]
            guard behind.isEmpty || behind.hasPrefix(":") else { return nil }
            number = behind.isEmpty ? nil : behind.dropFirst()
        } else if let colon = rest.firstIndex(of: ":") {
            name = rest[..<colon]
            number = rest[rest.index(after: colon)...]
        }
        guard !name.isEmpty, let port = number.map({ Int($0) }) ?? 80, (1...65_535).contains(port) else { return nil }
        self.init(host: String(name), port: port)
    }

    public var description: String { "http://\(authority)" }

    /// What a `Host` header says.
    var authority: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
