import Contracts

/// Reads the part of YAML 1.2 in which the contract is written: block mappings and sequences, flow values over any number
/// of lines, plain and quoted scalars, `|` and `>-` texts, comments on lines of their own.
///
/// Whatever else YAML has (anchors, tags, plain scalars over several lines, comments behind values) is an error here, so
/// nothing can be misread silently.
struct YAMLReader {
    /// What could not be read, and on which line, counted from one.
    struct Fault: Error, CustomStringConvertible {
        let line: Int
        let reason: String
        var description: String { "line \(line): \(reason)" }
    }

    private var lines: [Substring]
    private var at = 0

    /// Reads a whole document.
    static func read(_ text: String) throws -> JSONValue {
        var reader = YAMLReader(lines: text.split(separator: "\n", omittingEmptySubsequences: false))
        let value = try reader.block()
        if reader.next() != nil { throw reader.fault("content after the document") }
        return value
    }

    private init(lines: [Substring]) { self.lines = lines }

    /// The indentation of the next line that says something; nil at the end.
    private mutating func next() -> Int? {
        while at < lines.count {
            let text = lines[at].drop { $0 == " " }
            guard text.isEmpty || text.first == "#" else { return lines[at].count - text.count }
            at += 1
        }
        return nil
    }

    private mutating func block() throws -> JSONValue {
        guard let indent = next() else { throw fault("a value is missing") }
        let text = lines[at].dropFirst(indent)
        if text.hasPrefix("- ") { return try sequence(indent) }
        if let first = text.first, "{[\"'".contains(first), Self.key(of: text) == nil { return try flow(text) }
        return try mapping(indent)
    }

    private mutating func sequence(_ indent: Int) throws -> JSONValue {
        var elements: [JSONValue] = []
        while next() == indent, lines[at].dropFirst(indent).hasPrefix("- ") {
            let text = lines[at].dropFirst(indent + 2)
            if Self.key(of: text) != nil {
                // An element that is a mapping: its first member stands behind the dash.
                lines[at] = Substring(String(repeating: " ", count: indent + 2) + text)
                elements.append(try mapping(indent + 2))
            } else {
                elements.append(try flow(text))
            }
        }
        return .array(elements)
    }

    private mutating func mapping(_ indent: Int) throws -> JSONValue {
        var object = JSONObject()
        while next() == indent, !lines[at].dropFirst(indent).hasPrefix("- ") {
            let text = lines[at].dropFirst(indent)
            guard let (key, rest) = Self.key(of: text) else { throw fault("a key is missing") }
            guard object[key] == nil else { throw fault("\(key) stands here twice") }
            object[key] = try member(rest, indent)
        }
        if let deeper = next(), deeper > indent { throw fault("unexpected indentation") }
        return .object(object)
    }

    private mutating func member(_ rest: Substring, _ indent: Int) throws -> JSONValue {
        switch rest {
        case "":
            at += 1
            guard let deeper = next() else { throw fault("a value is missing") }
            guard deeper > indent || (deeper == indent && lines[at].dropFirst(indent).hasPrefix("- ")) else {
                throw fault("a value is missing")
            }
            return try block()
        case "|", ">-":
            at += 1
            return .string(text(deeperThan: indent).joined(separator: rest == "|" ? "\n" : " "))
        default:
            return try flow(rest)
        }
    }

    private mutating func text(deeperThan indent: Int) -> [Substring] {
        var found: [Substring] = []
        while at < lines.count, lines[at].isEmpty || lines[at].prefix(while: { $0 == " " }).count > indent {
            found.append(lines[at])
            at += 1
        }
        let inner = found.first?.prefix { $0 == " " }.count ?? 0
        return found.map { $0.dropFirst(inner) }
    }

    /// A flow value or a scalar that begins on this line and may go on over the following ones.
    private mutating func flow(_ first: Substring) throws -> JSONValue {
        let start = at
        var text = String(first)
        while true {
            at += 1
            do {
                return try YAMLFlow.read(text)
            } catch .incomplete where at < lines.count {
                text += "\n" + lines[at]
            } catch {
                throw Fault(line: start + 1, reason: "\(error)")
            }
        }
    }

    private func fault(_ reason: String) -> Fault { Fault(line: at + 1, reason: reason) }

    /// Splits `key: value`; nil where the text is no member of a mapping.
    private static func key(of text: Substring) -> (key: String, rest: Substring)? {
        guard let first = text.first, !"{[".contains(first) else { return nil }
        guard
            let colon = text.indices.first(where: { index in
                text[index] == ":"
                    && (text.index(after: index) == text.endIndex || text[text.index(after: index)] == " ")
            })
        else { return nil }
        let key = text[..<colon]
        guard !key.contains(" "), !key.isEmpty else { return nil }
        return (key.trimming("'"), text[text.index(after: colon)...].drop { $0 == " " })
    }
}

extension Substring {
    fileprivate func trimming(_ mark: Character) -> String {
        count > 1 && first == mark && last == mark ? String(dropFirst().dropLast()) : String(self)
    }
}
