import Configuration
import Foundation

/// The optional JSON file with settings.
struct ConfigurationFile {
    static let largest = 1 << 20

    let snapshot: any ConfigSnapshot
    /// The names of everything that the file sets, spelled as environment variables.
    let names: [String]

    static func read(path: String) throws(InvalidSetting) -> ConfigurationFile {
        let bytes = try BoundedFile.read(path: path, limit: largest)
        do {
            guard let object = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] else {
                throw InvalidSetting("must name a JSON file that holds one object: \(path.quoted(limit: 200))")
            }
            let snapshot = try JSONSnapshot(data: bytes.span.bytes, providerName: "file", parsingOptions: .default)
            return ConfigurationFile(snapshot: snapshot, names: names(in: object, after: ""))
        } catch let problem as InvalidSetting {
            throw problem
        } catch {
            // The parser's own words may repeat a part of the file, which can hold a secret.
            throw InvalidSetting("must name a file with valid JSON: \(path.quoted(limit: 200))")
        }
    }

    private static func names(in object: [String: Any], after prefix: String) -> [String] {
        object.flatMap { key, value in
            if let inner = value as? [String: Any] {
                return names(in: inner, after: prefix + key + ".")
            }
            return [ConfigurationKeyName.environmentName(prefix + key)]
        }
    }
}

/// A file with nothing but a secret, such as one that an orchestrator mounts.
enum SecretFile {
    static let largest = 64 << 10

    /// The contents without the line end that editors add.
    static func read(path: String) throws(InvalidSetting) -> String {
        let bytes = try BoundedFile.read(path: path, limit: largest)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw InvalidSetting("must be UTF-8 in the file \(path.quoted(limit: 200))")
        }
        return text.trimmed
    }
}
