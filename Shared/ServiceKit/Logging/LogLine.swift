import Logging

/// One event, ready to be written.
struct LogLine {
    let time: LogTimestamp
    let level: Logger.Level
    let label: String
    let message: String
    let metadata: FlatMetadata
    let source: String
}

/// Metadata as a sorted list of texts: nested dictionaries and lists become dotted names.
struct FlatMetadata {
    static let mostEntries = 64
    static let deepest = 8
    /// The name that is taken out of the metadata because log stores look for it at the top.
    static let traceName = "trace_id"

    private(set) var entries: [(name: String, value: String)] = []
    private(set) var traceID: String?
    /// Whether entries were left out.
    private(set) var isCut = false

    init(_ metadata: Logger.Metadata) {
        add(metadata, prefix: "", depth: 0)
    }

    private mutating func add(_ metadata: Logger.Metadata, prefix: String, depth: Int) {
        for (name, value) in metadata.sorted(by: { $0.key < $1.key }) {
            add(value, name: prefix + name, depth: depth)
        }
    }

    private mutating func add(_ value: Logger.Metadata.Value, name: String, depth: Int) {
        guard entries.count < Self.mostEntries, depth < Self.deepest else {
            isCut = true
            return
        }
        switch value {
        case .string(let text) where name == Self.traceName: traceID = text
        case .stringConvertible(let value) where name == Self.traceName: traceID = value.description
        case .string(let text): entries.append((name, text))
        case .stringConvertible(let value): entries.append((name, value.description))
        case .dictionary(let inner): add(inner, prefix: name + ".", depth: depth + 1)
        case .array(let items):
            for (index, item) in items.prefix(Self.mostEntries + 1).enumerated() {
                add(item, name: "\(name).\(index)", depth: depth + 1)
            }
        }
    }
}
