import Foundation

extension PostgresConfiguration {
    /// Where Debian and its like keep the certificates that the system trusts; libpq 15 has no default of its own.
    static let systemCertificates = "/etc/ssl/certs/ca-certificates.crt"

    /// Reads `postgres://user:password@host:port/database?sslmode=verify-full&sslrootcert=/path`.
    ///
    /// Special characters are percent-encoded. Parameters, named as in libpq: `sslmode` (`disable`, `prefer`,
    /// `require`, `verify-ca`, `verify-full`), `sslrootcert` (the system's file if absent), `application_name`,
    /// `connect_timeout` (seconds), `host` (the folder of a Unix socket). Anything else is refused, because a misspelt
    /// `sslmode` must not go unnoticed.
    ///
    /// - Throws: ``PostgresError/Code/configuration``; the message names the part and never quotes the URL.
    public init(url: String) throws(PostgresError) {
        guard let parts = URLComponents(string: url) else { throw Self.refused("the URL is malformed") }
        guard let scheme = parts.scheme, ["postgres", "postgresql"].contains(scheme) else {
            throw Self.refused("the URL must begin with postgres://")
        }
        guard let user = parts.user, !user.isEmpty else { throw Self.refused("the URL names no user") }
        let database = parts.path.drop { $0 == "/" }
        guard !database.isEmpty else { throw Self.refused("the URL names no database") }
        guard (1...65_535).contains(parts.port ?? 5_432) else { throw Self.refused("the port is out of range") }

        self.init(
            host: Self.unbracketed(parts.host ?? ""), port: parts.port ?? 5_432, user: user, password: parts.password,
            database: String(database))
        var mode = "prefer"
        var rootCertificate = Self.systemCertificates
        for item in parts.queryItems ?? [] {
            guard let value = item.value, !value.isEmpty else { throw Self.refused("\(item.name) has no value") }
            switch item.name {
            case "sslmode": mode = value
            case "sslrootcert": rootCertificate = value
            case "application_name": applicationName = value
            case "host": host = value
            case "connect_timeout":
                guard let seconds = Int(value), (1...3_600).contains(seconds) else {
                    throw Self.refused("connect_timeout must be 1 to 3600 seconds")
                }
                connectTimeout = .seconds(seconds)
            default: throw Self.refused("unknown parameter \(item.name)")
            }
        }
        guard !host.isEmpty else { throw Self.refused("the URL names no host") }
        tls = try Self.tls(mode: mode, rootCertificate: rootCertificate)
    }

    private static func tls(mode: String, rootCertificate: String) throws(PostgresError) -> TLS {
        switch mode {
        case "disable": .disable
        case "prefer", "allow": .prefer
        case "require": .require
        case "verify-ca": .verifyCA(rootCertificate: rootCertificate)
        case "verify-full": .verifyFull(rootCertificate: rootCertificate)
        default: throw refused("sslmode must be disable, prefer, require, verify-ca or verify-full")
        }
    }

    /// An IPv6 address stands in brackets in a URL and without them everywhere else.
    private static func unbracketed(_ host: String) -> String {
        host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    }

    private static func refused(_ why: String) -> PostgresError {
        PostgresError(.configuration, "database URL: \(why)")
    }
}
