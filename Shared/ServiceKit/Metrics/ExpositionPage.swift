/// Text in Prometheus' exposition format 0.0.4. Families come in the order of their names, whatever the order of writing.
struct ExpositionPage {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private var families: [(name: String, text: String)] = []
    private var current = ""

    /// Writes a family: its help, its type and the samples that `body` writes.
    mutating func family(_ name: String, _ kind: String, help: String, _ body: (inout ExpositionPage) -> Void) {
        current = "# HELP \(name) \(Self.escapedHelp(help))\n# TYPE \(name) \(kind)\n"
        body(&self)
        families.append((name, current))
        current = ""
    }

    /// Writes a sample of the family at hand.
    mutating func sample(_ name: String, _ labels: SeriesLabels, _ value: String, bound: String? = nil) {
        current += name
        if !labels.text.isEmpty || bound != nil {
            current += "{"
            current += labels.text
            if let bound {
                current += labels.text.isEmpty ? "le=\"" : ",le=\""
                current += bound
                current += "\""
            }
            current += "}"
        }
        current += " "
        current += value
        current += "\n"
    }

    /// The page as text.
    func text() -> String {
        families.sorted { $0.name < $1.name }.map(\.text).joined()
    }

    /// A number as Prometheus reads it, the shortest text that gives the same value.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
        return "\(value)"
    }

    private static func escapedHelp(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
