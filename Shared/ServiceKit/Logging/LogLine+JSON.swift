extension LogLine {
    /// The line as a JSON object with a line end, of at most `limit` bytes.
    func json(limit: Int) -> [UInt8] {
        var line = LogLineBuffer(limit: limit - Self.closing.utf8.count)
        line.append("{\"time\":\"")
        line.append(ascii: time.rfc3339)
        line.append("\",\"level\":\"")
        line.append("\(level)")
        appendField("logger", label, longest: 128, to: &line)
        appendField("message", message, longest: limit / 2, to: &line, first: "\",\"")
        if let traceID = metadata.traceID { appendField("trace_id", traceID, longest: 128, to: &line) }
        appendField("source", source, longest: 128, to: &line)
        line.append("\"")
        appendMetadata(to: &line, longest: limit / 4)
        if metadata.isCut { line.isCut = true }
        var bytes = line.bytes
        bytes += line.isCut ? Array(Self.closing.utf8) : Array("}\n".utf8)
        return bytes
    }

    private static let closing = ",\"truncated\":true}\n"

    private func appendField(
        _ name: StaticString, _ value: String, longest: Int, to line: inout LogLineBuffer, first: StaticString = "\",\""
    ) {
        line.append(first)
        line.append(name)
        line.append("\":\"")
        line.appendEscaped(value, longest: longest)
    }

    private func appendMetadata(to line: inout LogLineBuffer, longest: Int) {
        guard !metadata.entries.isEmpty else { return }
        line.append(",\"metadata\":{")
        var isFirst = true
        for (name, value) in metadata.entries {
            // Every entry keeps room for its own quotation marks and for the brace that closes the object.
            guard line.room > Self.leastEntry else {
                line.isCut = true
                break
            }
            line.append(isFirst ? "\"" : ",\"")
            line.appendEscaped(name, longest: 128)
            line.append("\":\"")
            line.appendEscaped(value, longest: min(longest, line.room - 8))
            line.append("\"")
            isFirst = false
        }
        line.append("}")
    }

    /// The most bytes of an entry with an empty value: a name of 128 bytes, the mark of a cut, punctuation.
    private static let leastEntry = 160
}
