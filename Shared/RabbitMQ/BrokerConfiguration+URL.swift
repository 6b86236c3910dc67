extension BrokerConfiguration {
    /// Reads `amqp://user:password@host:port/vhost?option=value` or `amqps://…`.
    ///
    /// Every part may be percent-encoded. No path, or an empty one, means the virtual host `/`. Options, as in RabbitMQ's own
    /// URI specification: `cacertfile`, `certfile`, `keyfile`, `verify` (`verify_peer` or `verify_none`), `heartbeat`
    /// (seconds) and `connection_timeout` (milliseconds). `amqps` needs `cacertfile`, here or later in ``tls``.
    ///
    /// - Throws: ``BrokerError/Code/invalidConfiguration`` with the part that is wrong, never with its value.
    public init(url: String) throws(BrokerError) {
        guard let separator = url.firstRange(of: "://") else { throw Self.invalid("the URL has no scheme") }
        let scheme = url[..<separator.lowerBound].lowercased()
        guard scheme == "amqp" || scheme == "amqps" else { throw Self.invalid("the scheme is neither amqp nor amqps") }
        var rest = url[separator.upperBound...]
        var query: Substring = ""
        if let mark = rest.firstIndex(of: "?") {
            query = rest[rest.index(after: mark)...]
            rest = rest[..<mark]
        }
        var path: Substring = ""
        if let slash = rest.firstIndex(of: "/") {
            path = rest[rest.index(after: slash)...]
            rest = rest[..<slash]
        }
        var user: Substring = "guest"
        var password: Substring = "guest"
        if let at = rest.lastIndex(of: "@") {
            let parts = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            user = parts[0]
            password = parts.count > 1 ? parts[1] : ""
            rest = rest[rest.index(after: at)...]
        }
        let (host, port) = try Self.splitAuthority(rest, defaultPort: scheme == "amqps" ? 5671 : 5672)
        self.init(
            host: host, port: port, user: try Self.decoded(user, "user"),
            password: try Self.decoded(password, "password"),
            virtualHost: path.isEmpty ? "/" : try Self.decoded(path, "virtual host"),
            tls: scheme == "amqps" ? TLS(authorityFile: "") : nil)
        for option in query.split(separator: "&") { try apply(option) }
    }

    private static func splitAuthority(
        _ authority: Substring, defaultPort: Int
    ) throws(BrokerError) -> (host: String, port: Int) {
        var host = authority
        var port = defaultPort
        // The colons of an IPv6 address are inside its brackets.
        let bracket = authority.lastIndex(of: "]")
        if let colon = authority.lastIndex(of: ":"), bracket.map({ $0 < colon }) ?? true {
            host = authority[..<colon]
            guard let number = Int(authority[authority.index(after: colon)...]), (1...65_535).contains(number) else {
                throw invalid("the URL's port is not a number from 1 to 65535")
            }
            port = number
        }
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        let name = try decoded(host, "host")
        guard !name.isEmpty else { throw invalid("the URL has no host") }
        return (name, port)
    }

    private mutating func apply(_ option: Substring) throws(BrokerError) {
        let parts = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        let value = try Self.decoded(parts.count > 1 ? parts[1] : "", name)
        switch name {
        case "cacertfile": tls?.authorityFile = value
        case "certfile": tls?.certificateFile = value
        case "keyfile": tls?.keyFile = value
        case "verify":
            guard value == "verify_peer" || value == "verify_none" else { throw Self.invalid("the option verify") }
            tls?.verifiesPeer = value == "verify_peer"
            tls?.verifiesHost = value == "verify_peer"
        case "heartbeat":
            guard let seconds = Int(value), (1...300).contains(seconds) else {
                throw Self.invalid("the option heartbeat is not a number of seconds from 1 to 300")
            }
            heartbeat = .seconds(seconds)
        case "connection_timeout":
            guard let milliseconds = Int(value), (1...600_000).contains(milliseconds) else {
                throw Self.invalid("the option connection_timeout is not a number of milliseconds up to 600000")
            }
            connectTimeout = .milliseconds(milliseconds)
        default: throw Self.invalid("the URL has an unknown option")
        }
    }

    private static func decoded(_ text: Substring, _ part: String) throws(BrokerError) -> String {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, digits.first != UInt8(ascii: "+"), let value = UInt8(Substring(digits), radix: 16)
            else {
                throw invalid("the URL's \(part) has a % that two hexadecimal digits do not follow")
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
            throw invalid("the URL's \(part) is not text")
        }
        return text
    }

    private static func invalid(_ reason: String) -> BrokerError { BrokerError(.invalidConfiguration, reason) }
}
