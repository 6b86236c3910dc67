/// Writes a command's fields as a JSON object in their canonical form, and remembers where each field stands.
///
/// The same bytes serve two ends: a client sends them, and the service fingerprints them, so that `125.5` and `125.50`, or members in
/// another order, are the same content. They differ only in what is secret: a body carries it, and what is fingerprinted its mask, for
/// a fingerprint is kept for ever, and a number of a few digits could be found again by trying all.
public struct FieldWriter {
    /// A top-level field and the bytes of its canonical value.
    public struct Field: Sendable {
        /// The field's name.
        public let name: String
        /// Where its value stands in ``FieldWriter/bytes``.
        public let range: Range<Int>
    }

    private var json = JSONWriter()
    private var depth = 0
    private let showsSecrets: Bool

    /// The top-level fields in the order in which they were written.
    public private(set) var fields: [Field] = []

    /// Starts an object.
    ///
    /// - Parameter showsSecrets: whether secrets are written as they are, or masked.
    public init(showsSecrets: Bool = false) {
        self.showsSecrets = showsSecrets
        json.beginObject()
    }

    /// Ends the object and gives its bytes.
    public mutating func finish() -> [UInt8] {
        json.endObject()
        return json.bytes
    }

    /// The bytes so far.
    public var bytes: [UInt8] { json.bytes }

    /// Writes a text; nothing where it is nil.
    public mutating func text(_ name: String, _ value: String?) {
        guard let value else { return }
        field(name) { $0.string(value) }
    }

    /// Writes a text that nobody but its receiver may see, or its mask.
    public mutating func secret(_ name: String, _ value: String, masked: String) {
        text(name, showsSecrets ? value : masked)
    }

    /// Writes an array of texts; nothing where it is nil.
    public mutating func texts(_ name: String, _ values: [String]?) {
        guard let values else { return }
        field(name) { json in
            json.beginArray()
            for value in values { json.string(value) }
            json.endArray()
        }
    }

    /// Writes a flag; nothing where it is nil.
    public mutating func flag(_ name: String, _ value: Bool?) {
        guard let value else { return }
        field(name) { $0.bool(value) }
    }

    /// Writes a whole number as a text, which every language reads exactly; nothing where it is nil.
    public mutating func integer(_ name: String, _ value: Int64?) {
        text(name, value.map { String($0) })
    }

    /// Writes a moment; nothing where it is nil.
    public mutating func timestamp(_ name: String, _ value: Timestamp?) {
        text(name, value?.rfc3339)
    }

    /// Writes an amount; nothing where it is nil.
    public mutating func amount(_ name: String, _ value: DecimalAmount?) {
        text(name, value?.canonicalText)
    }

    /// Writes money; nothing where it is nil.
    public mutating func money(_ name: String, _ value: StatedMoney?) {
        guard let value else { return }
        object(name) { fields in
            fields.amount("amount", value.amount)
            fields.text("currency", value.currency)
        }
    }

    /// Writes an account; nothing where it is nil.
    public mutating func account(_ name: String, _ value: AccountReference?) {
        switch value {
        case nil: return
        case .id(let id): text(name, id.description)
        case .system(let account, let currency): text(name, "\(account.rawValue):\(currency)")
        case .party(let party, let kind, let currency):
            object(name) { fields in
                fields.text("party", party.text)
                fields.text("kind", kind)
                fields.text("currency", currency)
            }
        case .phone(let phone, let kind, let currency):
            object(name) { fields in
                fields.secret("phone", phone.text, masked: phone.masked)
                fields.text("kind", kind)
                fields.text("currency", currency)
            }
        }
    }

    /// Writes metadata in the order of its keys; nothing where there is none.
    public mutating func metadata(_ name: String, _ pairs: [MetadataPair]) {
        guard !pairs.isEmpty else { return }
        object(name) { fields in
            for pair in pairs { fields.text(pair.key, pair.value) }
        }
    }

    /// Writes an object.
    public mutating func object(_ name: String, _ body: (inout FieldWriter) -> Void) {
        let start = begin(name)
        nested(body)
        end(name, from: start)
    }

    /// Writes an array of objects; nothing where it is nil.
    public mutating func objects<Item>(_ name: String, _ items: [Item]?, _ body: (Item, inout FieldWriter) -> Void) {
        guard let items else { return }
        let start = begin(name)
        json.beginArray()
        depth += 1
        for item in items { nested { body(item, &$0) } }
        depth -= 1
        json.endArray()
        end(name, from: start)
    }

    private mutating func nested(_ body: (inout FieldWriter) -> Void) {
        json.beginObject()
        depth += 1
        body(&self)
        depth -= 1
        json.endObject()
    }

    private mutating func field(_ name: String, _ write: (inout JSONWriter) -> Void) {
        let start = begin(name)
        write(&json)
        end(name, from: start)
    }

    private mutating func begin(_ name: String) -> Int {
        json.key(name)
        return json.bytes.count
    }

    private mutating func end(_ name: String, from start: Int) {
        if depth == 0 { fields.append(Field(name: name, range: start..<json.bytes.count)) }
    }
}
