import Configuration

/// A place where settings are found: the environment or the configuration file.
struct ConfigurationSource {
    let origin: ConfigurationOrigin
    let snapshot: any ConfigSnapshot

    /// The value as text, whatever type it has in a file; `nil` when it is not set.
    ///
    /// Every rule reads text, so that a value means the same in the environment and in the file. Bytes are not asked for.
    func text(_ name: String) throws(InvalidSetting) -> String? {
        let key = AbsoluteConfigKey(ConfigurationKeyName.components(name))
        for type in [ConfigType.string, .int, .double, .stringArray, .intArray] {
            guard let result = try? snapshot.value(forKey: key, type: type) else { continue }
            switch result.value?.content {
            case .string(let text): return text.trimmed
            case .int(let number): return String(number)
            case .double(let number): return String(number)
            case .stringArray(let items): return items.joined(separator: ",")
            case .intArray(let items): return items.map(String.init).joined(separator: ",")
            default: return nil
            }
        }
        throw InvalidSetting("must be a text, a number, true, false or a list of these in the configuration file")
    }
}
