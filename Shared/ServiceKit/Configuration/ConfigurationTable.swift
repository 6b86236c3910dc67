/// The documentation of the configuration, made from the declarations so that a test can hold a README to it.
public enum ConfigurationTable {
    /// A Markdown table of all keys of the sections, in their order.
    ///
    /// Required keys say so, secrets are marked, and every default is shown as it would be written.
    public static func markdown(for sections: [ConfigurationSection]) -> String {
        var lines = ["| Variable | Value | Default | Meaning |", "|---|---|---|---|"]
        for section in sections {
            lines.append("| **\(section.title)** | | | |")
            lines += section.keys.map(row)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func row(_ key: KeyDeclaration) -> String {
        let file = key.isSecret ? " or `\(key.environmentName)_FILE`" : ""
        let name = "`\(key.environmentName)`\(file)"
        let value = key.isSecret ? "\(key.allowed) (secret)" : key.allowed
        let fallback =
            switch key.fallbackText {
            case nil: "required"
            case ""?: "none"
            case let text?: "`\(text)`"
            }
        return "| \(name) | \(escaped(value)) | \(escaped(fallback)) | \(escaped(key.summary)) |"
    }

    private static func escaped(_ text: String) -> String {
        String(text.flatMap { $0 == "|" ? "\\|" : String($0) })
    }
}
