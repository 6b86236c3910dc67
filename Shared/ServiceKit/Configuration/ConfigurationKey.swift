/// One setting of a service: its name, what values it takes and what it means.
///
/// A component declares its keys as static constants in one file and lists them in a ``ConfigurationSection``. The value is
/// read and checked once, at start, by ``ServiceConfiguration``; after that a lookup cannot fail.
///
/// The dotted name gives both spellings: `kauri.http.port` is `KAURI_HTTP_PORT` in the environment and
/// `{"kauri": {"http": {"port": …}}}` in the configuration file.
public struct ConfigurationKey<Value: Sendable>: Sendable {
    /// Dotted lower-case name, such as `kauri.http.port`.
    public let name: String
    /// What the setting does, in one line.
    public let summary: String
    /// Whether the value must never be printed. Such a key may also be given as the path of a file, in `NAME_FILE`.
    public let isSecret: Bool

    let rule: ValueRule<Value>
    let fallback: Value?

    /// Declares a key whose text is checked by a rule of the caller's own.
    ///
    /// - Parameters:
    ///   - name: dotted name of lower-case letters, digits and underscores.
    ///   - rule: what is allowed, and how text becomes a value.
    ///   - fallback: the value when nothing is set; `nil` makes the key required.
    ///   - isSecret: whether the value must never be printed.
    ///   - summary: what the setting does, in one line.
    public init(_ name: String, rule: ValueRule<Value>, default fallback: Value?, isSecret: Bool, _ summary: String) {
        precondition(
            name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
                case UInt8(ascii: "."), UInt8(ascii: "_"): true
                default: false
                }
            },
            "A configuration key is lower-case letters, digits, dots and underscores: \(name)"
        )
        self.name = name
        self.rule = rule
        self.fallback = fallback
        self.isSecret = isSecret
        self.summary = summary
    }

    /// The name of the environment variable, such as `KAURI_HTTP_PORT`.
    public var environmentName: String {
        ConfigurationKeyName.environmentName(name)
    }

    /// The same key for a setting that may be left out: its value is `nil` then.
    public var optional: ConfigurationKey<Value?> {
        let rule = self.rule
        return ConfigurationKey<Value?>(
            name,
            rule: ValueRule(
                rule.allowed,
                parse: { text in rule.parse(text).map { .some($0) } },
                show: { value in value.map(rule.show) ?? "" }
            ),
            default: .some(fallback),
            isSecret: isSecret,
            summary
        )
    }
}

/// What a setting may be, and how its text becomes a value.
public struct ValueRule<Value: Sendable>: Sendable {
    /// Completes the sentence "`NAME` must be …".
    let allowed: String
    let parse: @Sendable (String) -> Value?
    let show: @Sendable (Value) -> String

    /// A rule.
    ///
    /// - Parameters:
    ///   - allowed: completes the sentence "`NAME` must be …", such as "a whole number from 1 to 64".
    ///   - parse: gives the value, or `nil` when the text breaks the rule.
    ///   - show: the text of a value, for the configuration table; never called with a secret.
    public init(
        _ allowed: String,
        parse: @escaping @Sendable (String) -> Value?,
        show: @escaping @Sendable (Value) -> String
    ) {
        self.allowed = allowed
        self.parse = parse
        self.show = show
    }
}

enum ConfigurationKeyName {
    /// The spelling that `EnvironmentVariablesProvider` looks up for the dotted name.
    static func environmentName(_ name: String) -> String {
        String(name.uppercased().map { $0 == "." ? "_" : $0 })
    }

    /// The key that holds the path of a file with the value: `database.url` → `database.url_file`.
    static func fileKey(_ name: String) -> String {
        name + "_file"
    }

    static func components(_ name: String) -> [String] {
        name.split(separator: ".").map(String.init)
    }
}
