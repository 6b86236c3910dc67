/// The keys of one component, declared together.
public struct ConfigurationSection: Sendable {
    /// The heading in the configuration table.
    public let title: String

    let keys: [KeyDeclaration]

    /// A section of the configuration.
    ///
    /// - Parameters:
    ///   - title: the heading in the configuration table.
    ///   - key: the keys of the component, in the order of the table.
    public init<each Value: Sendable>(_ title: String, _ key: repeat ConfigurationKey<each Value>) {
        var keys: [KeyDeclaration] = []
        for declared in repeat each key {
            keys.append(KeyDeclaration(declared))
        }
        self.title = title
        self.keys = keys
    }
}

/// A key without its type, so that keys of many types can be checked in one pass.
struct KeyDeclaration: Sendable {
    let name: String
    let environmentName: String
    let summary: String
    let isSecret: Bool
    let allowed: String
    let fallbackText: String?
    /// The value when nothing is set; `nil` when the key is required.
    let fallback: (any Sendable)?
    /// Gives the value, wrapped in ``HeldValue``, and its text to show; `nil` when the rule is broken.
    let parse: @Sendable (String) -> (value: any Sendable, shown: String)?

    init<Value: Sendable>(_ key: ConfigurationKey<Value>) {
        name = key.name
        environmentName = key.environmentName
        summary = key.summary
        isSecret = key.isSecret
        allowed = key.rule.allowed
        fallbackText = key.fallback.map(key.rule.show)
        fallback = key.fallback.map { HeldValue(value: $0) }
        parse = { text in
            key.rule.parse(text).map { (HeldValue(value: $0), key.rule.show($0)) }
        }
    }
}

/// Keeps an optional value from being flattened when it is stored without its type.
struct HeldValue<Value: Sendable>: Sendable {
    let value: Value
}
