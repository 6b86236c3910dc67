import Contracts

/// Reads one flow value of YAML: `{a: b, "c": [1, 'd']}`, of which JSON is a part, or a scalar.
struct YAMLFlow {
    /// Why a text is no flow value.
    enum Fault: Error {
        /// It ends in the middle of a value; the next line may complete it.
        case incomplete
        /// It cannot be read, from this character on.
        case malformed(Int)
    }

    private let text: [Character]
    private var at = 0

    /// Reads a text that is one value.
    static func read(_ text: String) throws(Fault) -> JSONValue {
        var flow = YAMLFlow(text: Array(text))
        let value = try flow.value(isNested: false)
        flow.skipSpace()
        guard flow.at == flow.text.count else { throw .malformed(flow.at) }
        return value
    }

    private init(text: [Character]) { self.text = text }

    private mutating func value(isNested: Bool) throws(Fault) -> JSONValue {
        skipSpace()
        switch peek {
        case nil: throw .incomplete
        case "{": return try object()
        case "[": return try array()
        case "\"", "'": return .string(try quoted())
        default: return try plain(isNested: isNested)
        }
    }

    private mutating func object() throws(Fault) -> JSONValue {
        var object = JSONObject()
        at += 1
        while true {
            skipSpace()
            if take("}") { return .object(object) }
            let start = at
            let key = peek == "\"" || peek == "'" ? try quoted() : try word()
            guard take(":") else { throw peek == nil ? .incomplete : .malformed(at) }
            guard object[key] == nil else { throw .malformed(start) }
            object[key] = try value(isNested: true)
            try separate("}")
        }
    }

    private mutating func array() throws(Fault) -> JSONValue {
        var elements: [JSONValue] = []
        at += 1
        while true {
            skipSpace()
            if take("]") { return .array(elements) }
            elements.append(try value(isNested: true))
            try separate("]")
        }
    }

    /// Steps over the comma after an element, or stays before the closing bracket.
    private mutating func separate(_ close: Character) throws(Fault) {
        skipSpace()
        guard let mark = peek else { throw .incomplete }
        if mark != close, !take(",") { throw .malformed(at) }
    }

    private mutating func quoted() throws(Fault) -> String {
        let start = at
        let mark = text[at]
        at += 1
        while let character = peek, character != mark || (mark == "'" && following == "'") {
            at += character == "\\" && mark == "\"" || character == mark ? 2 : 1
        }
        guard take(mark) else { throw .incomplete }
        let source = String(text[start..<at])
        if mark == "'" { return String(source.dropFirst().dropLast()).replacing("''", with: "'") }
        guard case .string(let text)? = try? JSONReader.read(Array(source.utf8)) else { throw .malformed(start) }
        return text
    }

    private mutating func word() throws(Fault) -> String {
        let start = at
        while let character = peek, character != ":", !"{}[],\n".contains(character) { at += 1 }
        guard at > start else { throw peek == nil ? .incomplete : .malformed(at) }
        return String(text[start..<at])
    }

    private mutating func plain(isNested: Bool) throws(Fault) -> JSONValue {
        let start = at
        while let character = peek, character != "\n", !isNested || !",]}".contains(character) {
            let ends = character == ":" && (following == " " || following == nil)
            guard !ends, !(character == "#" && at > start && text[at - 1] == " ") else { throw .malformed(at) }
            at += 1
        }
        guard at > start, !"&*!|>%@`".contains(text[start]) else { throw .malformed(start) }
        let source = String(text[start..<at])
        switch try? JSONReader.read(Array(source.utf8)) {
        case .some(let value) where value.asString == nil: return value
        default: return .string(source)
        }
    }

    private var peek: Character? { at < text.count ? text[at] : nil }
    private var following: Character? { at + 1 < text.count ? text[at + 1] : nil }

    private mutating func take(_ mark: Character) -> Bool {
        guard peek == mark else { return false }
        at += 1
        return true
    }

    private mutating func skipSpace() {
        while let character = peek, character == " " || character == "\n" { at += 1 }
    }
}
