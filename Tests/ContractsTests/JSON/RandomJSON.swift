import Contracts

/// Makes random values and texts for them, with random white space and escapes.
struct RandomJSON {
    var generator: SeededGenerator

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    mutating func value(depth: Int) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &generator) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &generator))
        case 2: return .number(number())
        case 3, 4: return .string(string())
        case 5: return .array((0..<Int.random(in: 0...5, using: &generator)).map { _ in value(depth: depth - 1) })
        default:
            var object = JSONObject()
            for _ in 0..<Int.random(in: 0...24, using: &generator) { object[string()] = value(depth: depth - 2) }
            return .object(object)
        }
    }

    mutating func number() -> String {
        var text = Bool.random(using: &generator) ? "-" : ""
        text += String(
            UInt64.random(in: 0...(UInt64.max >> UInt64.random(in: 0...63, using: &generator)), using: &generator))
        if Bool.random(using: &generator) { text += "." + String(Int.random(in: 0...9_999, using: &generator)) }
        if Int.random(in: 0..<4, using: &generator) == 0 {
            text += ["e", "E", "e+", "E-"].randomElement(using: &generator) ?? "e"
            text += String(Int.random(in: 0...400, using: &generator))
        }
        return text
    }

    mutating func string() -> String {
        var text = String.UnicodeScalarView()
        let highest: UInt32 = [0x7E, 0x7E, 0x7FF, 0xFFFF, 0x10FFFF].randomElement(using: &generator) ?? 0x7E
        for _ in 0..<Int.random(in: 0...20, using: &generator) {
            if let scalar = Unicode.Scalar(UInt32.random(in: 1...highest, using: &generator)) { text.append(scalar) }
        }
        return String(text)
    }

    /// Writes `value` as a foreign program might: with white space anywhere and needless escapes.
    mutating func text(of value: JSONValue) -> String {
        let body: String
        switch value {
        case .null: body = "null"
        case .bool(let flag): body = flag ? "true" : "false"
        case .number(let literal): body = literal
        case .string(let content): body = quoted(content)
        case .array(let elements): body = "[" + elements.map { text(of: $0) }.joined(separator: ",") + space() + "]"
        case .object(let object):
            let members = object.members.map { space() + quoted($0.key) + space() + ":" + text(of: $0.value) }
            body = "{" + members.joined(separator: ",") + space() + "}"
        }
        return space() + body + space()
    }

    private mutating func space() -> String {
        ["", "", "", " ", "\n", "\r\n\t "].randomElement(using: &generator) ?? ""
    }

    private mutating func quoted(_ content: String) -> String {
        var text = "\""
        for scalar in content.unicodeScalars {
            let mustEscape = scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
            if mustEscape || Int.random(in: 0..<8, using: &generator) == 0 {
                for unit in String(Character(scalar)).utf16 {
                    let digits = String(unit, radix: 16, uppercase: Bool.random(using: &generator))
                    text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}
