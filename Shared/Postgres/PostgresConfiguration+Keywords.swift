extension PostgresConfiguration {
    /// What libpq is told. Every keyword that an environment variable of libpq could change is set.
    ///
    /// - Parameter addresses: the numeric addresses of ``host``, tried in this order; none for a Unix socket.
    func keywords(addresses: [String]) -> [(String, String)] {
        let count = max(addresses.count, 1)
        let repeated = { (value: String) in [String](repeating: value, count: count).joined(separator: ",") }
        var keywords = [
            ("host", repeated(host)), ("port", repeated(String(port))), ("user", user), ("dbname", database),
            ("application_name", applicationName), ("client_encoding", "UTF8"), ("gssencmode", "disable"),
            ("keepalives", "1"), ("keepalives_idle", String(max(1, keepaliveIdle.components.seconds))),
            ("keepalives_interval", String(max(1, keepaliveInterval.components.seconds))),
            ("keepalives_count", String(max(1, keepaliveCount))),
            ("tcp_user_timeout", String(tcpUserTimeout.milliseconds)), ("target_session_attrs", "any"), ("options", ""),
        ]
        if !addresses.isEmpty { keywords.append(("hostaddr", addresses.joined(separator: ","))) }
        if let password { keywords.append(("password", password)) }
        switch tls {
        case .disable: keywords.append(("sslmode", "disable"))
        case .prefer: keywords.append(("sslmode", "prefer"))
        case .require: keywords.append(("sslmode", "require"))
        case .verifyCA(let file): keywords += [("sslmode", "verify-ca"), ("sslrootcert", file)]
        case .verifyFull(let file): keywords += [("sslmode", "verify-full"), ("sslrootcert", file)]
        }
        return keywords
    }

    /// The first statement of each session; `nil` when there is nothing to set.
    var sessionSetup: Statement? {
        var settings = sessionSettings
        if let statementTimeout { settings.append(("statement_timeout", String(statementTimeout.milliseconds))) }
        guard !settings.isEmpty else { return nil }
        let sql = "SELECT pg_catalog.set_config(name, value, false) FROM unnest($1, $2) AS setting (name, value)"
        return Statement(once: sql, [.textArray(settings.map(\.name)), .textArray(settings.map(\.value))])
    }
}

extension Duration {
    /// Whole milliseconds, rounded up, from 0 to about 24 days: the range of a C int.
    var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        let whole = min(max(seconds, 0), 2_000_000) * 1_000
        return min(max(whole + (max(attoseconds, 0) + 999_999_999_999_999) / 1_000_000_000_000_000, 0), 2_000_000_000)
    }
}
