extension ConfigurationKey where Value == Secret {
    /// A secret text, such as a token. It may also be given as the path of a file, in `NAME_FILE`.
    ///
    /// - Parameters:
    ///   - name: dotted name.
    ///   - length: fewest and most bytes allowed.
    ///   - default: value when nothing is set; without one the key is required.
    ///   - summary: what the setting does, in one line.
    public static func secret(
        _ name: String, length: ClosedRange<Int> = 1...4_096, default fallback: Secret? = nil, _ summary: String
    ) -> ConfigurationKey<Secret> {
        let rule = ValueRule<Secret>(
            "a secret of \(length.lowerBound) to \(length.upperBound) bytes",
            parse: { text in length.contains(text.utf8.count) ? Secret(text) : nil },
            show: { $0.description }
        )
        return ConfigurationKey(name, rule: rule, default: fallback, isSecret: true, summary)
    }
}

extension ConfigurationKey where Value == SecretURL {
    /// A URL that may contain a password. It may also be given as the path of a file, in `NAME_FILE`.
    ///
    /// - Parameters:
    ///   - name: dotted name.
    ///   - schemes: the schemes allowed, in lower case, such as `["amqp", "amqps"]`.
    ///   - default: value when nothing is set; without one the key is required. The table shows it without credentials.
    ///   - summary: what the setting does, in one line.
    public static func secretURL(
        _ name: String, schemes: [String], default fallback: SecretURL? = nil, _ summary: String
    ) -> ConfigurationKey<SecretURL> {
        let rule = ValueRule<SecretURL>(
            "a URL that begins with " + schemes.map { "\($0)://" }.joined(separator: " or "),
            parse: { text in SecretURL(text).flatMap { schemes.contains($0.scheme) ? $0 : nil } },
            show: { $0.description }
        )
        return ConfigurationKey(name, rule: rule, default: fallback, isSecret: true, summary)
    }
}
