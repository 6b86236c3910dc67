/// The checked settings of a service, read once at start.
///
/// A value comes from the environment, else from the JSON file named by `KAURI_CONFIG_FILE`, else from the key's default.
/// An environment variable that is set to nothing counts as not set. A secret may also be given as the path of a file in
/// `NAME_FILE`, so that it appears neither in the environment nor in the configuration file.
public struct ServiceConfiguration: Sendable {
    /// One sentence for each name that looks like a setting but is none, naming the nearest that exists.
    public let warnings: [String]

    let settings: [String: Setting]

    /// A value with where it came from.
    struct Setting: Sendable {
        let name: String
        let value: any Sendable
        /// Safe to print.
        let shown: String
        let origin: ConfigurationOrigin
    }

    /// The value of a key. The key must belong to one of the sections that this configuration was loaded with.
    public subscript<Value>(key: ConfigurationKey<Value>) -> Value {
        guard let held = settings[key.name]?.value as? HeldValue<Value> else {
            preconditionFailure("The key \(key.name) is in none of the sections that were loaded")
        }
        return held.value
    }

    /// The settings that differ from their defaults, by environment name; secrets are hidden.
    public var overrides: [String: String] {
        var shown: [String: String] = [:]
        for setting in settings.values where setting.origin != .fallback {
            shown[setting.name] = setting.shown
        }
        return shown
    }
}

/// Where the value of a setting came from.
enum ConfigurationOrigin: String, Sendable {
    case environment
    case file
    case fallback = "default"
}
