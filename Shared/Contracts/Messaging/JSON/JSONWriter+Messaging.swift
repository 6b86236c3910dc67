extension JSONWriter {
    /// Writes a member whose value is a whole number as a text.
    public mutating func member(_ name: String, _ position: Position) {
        key(name)
        quotedInt(position.number)
    }

    /// Writes an array of texts.
    mutating func member(_ name: String, texts: some Sequence<String>) {
        key(name)
        beginArray()
        for text in texts { string(text) }
        endArray()
    }

    mutating func member(_ name: String, _ pairs: [MetadataPair]) {
        guard !pairs.isEmpty else { return }
        key(name)
        beginObject()
        for pair in pairs { member(pair.key, pair.value) }
        endObject()
    }
}
