import Contracts
import Foundation
import Testing

/// What `asyncapi.yaml` says of the types of commands: with which codes each can be refused, and in which roles it can be sent.
struct ContractRefusals {
    private(set) var codes: [String: Set<String>] = [:]
    private(set) var roles: [String: Set<String>] = [:]

    /// Reads the document that stands beside the sources. Of YAML it knows what these three members need: a text, and lists in brackets.
    init(besides file: String = #filePath) throws {
        let root = URL(filePath: file).resolvingSymlinksInPath().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "Shared/Contracts/asyncapi.yaml"), encoding: .utf8)
        var name = ""
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        while let line = lines.popFirst() {
            if let value = Self.value(of: "      name: ", in: line) { name = value }
            if Self.value(of: "      x-roles:", in: line) != nil { roles[name] = Self.list(line, &lines) }
            if Self.value(of: "      x-error-codes:", in: line) != nil { codes[name] = Self.list(line, &lines) }
        }
    }

    private static func value(of member: String, in line: Substring) -> String? {
        line.hasPrefix(member) ? String(line.dropFirst(member.count)) : nil
    }

    /// The words between the next brackets, which may be some lines apart.
    private static func list(_ first: Substring, _ lines: inout ArraySlice<Substring>) -> Set<String> {
        var text = String(first)
        while !text.contains("]"), let line = lines.popFirst() { text += line }
        let inside = text.split(separator: "[").last?.split(separator: "]").first ?? ""
        return Set(inside.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) })
    }
}
