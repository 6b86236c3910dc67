extension LogLine {
    /// The line for a terminal: time of day in UTC, level, logger, message, then `name=value` for the metadata.
    func console(limit: Int) -> [UInt8] {
        let mark = " …\n"
        var line = LogLineBuffer(limit: limit - mark.utf8.count)
        line.append(ascii: Array(time.rfc3339[11..<23]))
        let level = "\(level)".uppercased()
        line.append(" " + level + String(repeating: " ", count: max(1, 9 - level.utf8.count)))
        line.appendEscaped(label, longest: 128)
        line.append(": ")
        line.appendEscaped(message, longest: limit / 2)
        if let traceID = metadata.traceID {
            line.append(" trace_id=")
            line.appendEscaped(traceID, longest: 128)
        }
        for (name, value) in metadata.entries {
            guard line.room > 160 else {
                line.isCut = true
                break
            }
            line.append(" ")
            line.appendEscaped(name, longest: 128)
            line.append("=")
            let quote = value.isEmpty || value.contains { $0 == " " || $0 == "\"" || $0 == "=" } ? "\"" : ""
            line.append(quote)
            line.appendEscaped(value, longest: min(limit / 4, line.room - 8))
            line.append(quote)
        }
        return line.bytes + (line.isCut || metadata.isCut ? Array(mark.utf8) : [UInt8(ascii: "\n")])
    }
}
