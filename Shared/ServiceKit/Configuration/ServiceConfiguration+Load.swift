import Configuration
import Foundation

extension ServiceConfiguration {
    /// The variables of this process.
    public static var processEnvironment: [String: String] {
        ProcessInfo.processInfo.environment
    }

    /// Reads and checks every key of the sections.
    ///
    /// - Parameters:
    ///   - sections: the keys of all components of the program. ``ServiceKeys/section(httpPort:)`` should be among them:
    ///     it declares `KAURI_CONFIG_FILE`, without which no file is read.
    ///   - environment: the environment variables.
    /// - Returns: the configuration, every value of which is allowed by its key.
    /// - Throws: ``ConfigurationError`` with all problems at once.
    public static func load(
        _ sections: [ConfigurationSection], environment: [String: String] = processEnvironment
    ) throws(ConfigurationError) -> ServiceConfiguration {
        let keys = sections.flatMap(\.keys)
        precondition(Set(keys.map(\.name)).count == keys.count, "A configuration key is declared twice")

        let given = environment.filter { !$0.value.trimmed.isEmpty }
        var sources = [
            ConfigurationSource(
                origin: .environment,
                snapshot: EnvironmentVariablesProvider(environmentVariables: given).snapshot()
            )
        ]
        var problems: [String] = []
        var names = Array(given.keys)
        if let path = given[ServiceKeys.configurationFile.environmentName] {
            do {
                let file = try ConfigurationFile.read(path: path)
                sources.append(ConfigurationSource(origin: .file, snapshot: file.snapshot))
                names += file.names
            } catch {
                problems.append("\(ServiceKeys.configurationFile.environmentName) \(error.reason)")
            }
        }

        var settings: [String: Setting] = [:]
        for key in keys {
            do {
                settings[key.name] = try resolve(key, in: sources)
            } catch {
                problems.append("\(key.environmentName) \(error.reason)")
            }
        }
        guard problems.isEmpty else { throw ConfigurationError(problems: problems) }
        return ServiceConfiguration(warnings: UnknownNames.warnings(names: names, keys: keys), settings: settings)
    }

    private static func resolve(
        _ key: KeyDeclaration, in sources: [ConfigurationSource]
    ) throws(InvalidSetting) -> Setting {
        guard let found = try lookUp(key, in: sources) else {
            guard let value = key.fallback else {
                let file = key.isSecret ? ", or \(key.environmentName)_FILE names a file with it" : ""
                throw InvalidSetting("is required: \(key.allowed)\(file)")
            }
            return Setting(
                name: key.environmentName, value: value, shown: key.fallbackText ?? "", origin: .fallback)
        }
        guard let (value, shown) = key.parse(found.text) else {
            throw InvalidSetting("must be \(key.allowed)" + InvalidSetting.given(found.text, isSecret: key.isSecret))
        }
        return Setting(name: key.environmentName, value: value, shown: shown, origin: found.origin)
    }

    private static func lookUp(
        _ key: KeyDeclaration, in sources: [ConfigurationSource]
    ) throws(InvalidSetting) -> (text: String, origin: ConfigurationOrigin)? {
        for source in sources {
            let text = try source.text(key.name)
            guard key.isSecret else {
                if let text { return (text, source.origin) }
                continue
            }
            let path = try source.text(ConfigurationKeyName.fileKey(key.name))
            switch (text, path) {
            case (let text?, nil): return (text, source.origin)
            case (nil, let path?): return (try SecretFile.read(path: path), source.origin)
            case (_?, _?): throw InvalidSetting("and \(key.environmentName)_FILE are both set: set one of them")
            case (nil, nil): continue
            }
        }
        return nil
    }
}

/// Why a setting is refused: the sentence after its name.
struct InvalidSetting: Error {
    let reason: String

    init(_ reason: String) {
        self.reason = reason
    }

    /// The value as a part of the sentence; left out when it is a secret or looks like one that went to the wrong key.
    static func given(_ text: String, isSecret: Bool) -> String {
        isSecret || text.contains("://") || text.contains("@") ? "" : ", not \(text.quoted())"
    }
}
