/// Names as Prometheus wants them.
enum MetricName {
    static let longest = 200

    /// The exposed name: forbidden characters become `_`, and the suffix of the kind is added when it is missing.
    static func exposed(_ label: String, _ kind: MetricDescription.Kind) -> String {
        let name = cleaned(label, allowsColon: true)
        switch kind {
        case .counter: return name.hasSuffix("_total") ? name : name + "_total"
        case .timer: return name.hasSuffix("_seconds") ? name : name + "_seconds"
        case .gauge, .histogram: return name
        }
    }

    /// A label name: `__` at the start and `le` belong to Prometheus itself.
    static func label(_ name: String) -> String {
        let name = cleaned(name, allowsColon: false)
        return name.hasPrefix("__") || name == "le" || name == "quantile" ? "label_" + name : name
    }

    private static func cleaned(_ text: String, allowsColon: Bool) -> String {
        var name = ""
        for scalar in text.unicodeScalars.prefix(longest) {
            switch scalar {
            case "a"..."z", "A"..."Z", "_": name.unicodeScalars.append(scalar)
            case "0"..."9":
                if name.isEmpty { name = "_" }
                name.unicodeScalars.append(scalar)
            case ":" where allowsColon: name.unicodeScalars.append(scalar)
            default: name.unicodeScalars.append("_")
            }
        }
        return name.isEmpty ? "_" : name
    }
}

/// The labels of a series as they are exposed, `a="b",c="d"`, sorted by name: equal sets give equal text.
struct SeriesLabels: Hashable, Comparable, Sendable {
    static let longestValue = 256
    static let overflow = SeriesLabels([("overflow", "true")])

    let text: String

    /// Of two labels with the same name the first counts; values are cut at 256 scalars.
    init(_ dimensions: [(String, String)]) {
        var labels: [String: String] = [:]
        for (name, value) in dimensions {
            let name = MetricName.label(name)
            if labels[name] == nil { labels[name] = value.clipped(Self.longestValue) }
        }
        text = labels.sorted { $0.key < $1.key }
            .map { "\($0.key)=\"\(Self.escaped($0.value))\"" }
            .joined(separator: ",")
    }

    static func < (left: SeriesLabels, right: SeriesLabels) -> Bool { left.text < right.text }

    /// By scalar, since the Character "\r\n" would hide its line end.
    private static func escaped(_ value: String) -> String {
        var text = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
