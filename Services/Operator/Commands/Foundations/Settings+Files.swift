import Foundation

extension Settings {
    /// What the environment says: in the variable itself, or in the file that `NAME_FILE` names, as for the services.
    ///
    /// - Returns: nil where it says nothing, or only blanks.
    /// - Throws: ``OperatorFailure`` when both are set, or the file cannot be read.
    static func given(
        _ variable: String, in environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> String? {
        let value = trimmed(environment[variable])
        guard let path = trimmed(environment["\(variable)_FILE"]) else { return value }
        guard value == nil else {
            throw OperatorFailure(
                .configuration, "\(variable) and \(variable)_FILE are both set", advice: "Set one of them.")
        }
        // A file named by mistake must not fill the memory.
        guard let file = FileHandle(forReadingAtPath: path), let bytes = try? file.read(upToCount: 4_097),
            bytes.count <= 4_096, let text = trimmed(String(bytes: bytes, encoding: .utf8))
        else {
            throw OperatorFailure(
                .configuration, "\(variable)_FILE must name a readable file with 1 to 4,096 bytes of text: \(path)",
                advice: "Correct the path, or the rights of the file.")
        }
        return text
    }

    private static func trimmed(_ text: String?) -> String? {
        guard let text = text?.trimmingCharacters(in: .whitespacesAndNewlines), !text.isEmpty else { return nil }
        return text
    }
}
