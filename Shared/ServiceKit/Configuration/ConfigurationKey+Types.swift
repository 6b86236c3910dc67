extension ConfigurationKey where Value == String {
    /// Text of 1 to `limit` bytes in UTF-8, without control characters.
    ///
    /// - Parameters:
    ///   - name: dotted name.
    ///   - default: value when nothing is set; without one the key is required.
    ///   - limit: most bytes.
    ///   - summary: what the setting does, in one line.
    public static func string(
        _ name: String, default fallback: String? = nil, limit: Int = 1_024, _ summary: String
    ) -> ConfigurationKey<String> {
        let rule = ValueRule<String>(
            "text of at most \(limit) bytes without control characters",
            parse: { text in
                text.utf8.count <= limit && text.isPrintable ? text : nil
            },
            show: { $0 }
        )
        return ConfigurationKey(name, rule: rule, default: fallback, isSecret: false, summary)
    }
}

extension ConfigurationKey where Value == Int {
    /// A whole number in a range.
    ///
    /// - Parameters:
    ///   - name: dotted name.
    ///   - range: smallest and largest value allowed.
    ///   - default: value when nothing is set; without one the key is required.
    ///   - summary: what the setting does, in one line.
    public static func int(
        _ name: String, in range: ClosedRange<Int>, default fallback: Int? = nil, _ summary: String
    ) -> ConfigurationKey<Int> {
        let rule = ValueRule<Int>(
            "a whole number from \(range.lowerBound) to \(range.upperBound)",
            parse: { text in Int(text).flatMap { range.contains($0) ? $0 : nil } },
            show: { String($0) }
        )
        return ConfigurationKey(name, rule: rule, default: fallback, isSecret: false, summary)
    }
}

extension ConfigurationKey where Value == Bool {
    /// `true` or `false`; `yes`, `no`, `1` and `0` are understood too.
    ///
    /// - Parameters:
    ///   - name: dotted name.
    ///   - default: value when nothing is set; without one the key is required.
    ///   - summary: what the setting does, in one line.
    public static func bool(
        _ name: String, default fallback: Bool? = nil, _ summary: String
    ) -> ConfigurationKey<Bool> {
        let rule = ValueRule<Bool>(
            "true or false",
            parse: { text in
                switch text.lowercased() {
                case "true", "yes", "1": true
                case "false", "no", "0": false
                default: nil
                }
            },
            show: { $0 ? "true" : "false" }
        )
        return ConfigurationKey(name, rule: rule, default: fallback, isSecret: false, summary)
    }
}

extension ConfigurationKey where Value == Duration {
    /// A length of time: a whole number with a unit, `ms`, `s`, `m` or `h`.
    ///
    /// - Parameters:
    ///   - name: dotted name.
    ///   - range: shortest and longest value allowed, in whole milliseconds.
    ///   - default: value when nothing is set; without one the key is required.
    ///   - summary: what the setting does, in one line.
    public static func duration(
        _ name: String, in range: ClosedRange<Duration>, default fallback: Duration? = nil, _ summary: String
    ) -> ConfigurationKey<Duration> {
        let rule = ValueRule<Duration>(
            "a duration from \(DurationText.show(range.lowerBound)) to \(DurationText.show(range.upperBound)) "
                + "with a unit (ms, s, m, h)",
            parse: { text in DurationText.parse(text).flatMap { range.contains($0) ? $0 : nil } },
            show: { DurationText.show($0) }
        )
        return ConfigurationKey(name, rule: rule, default: fallback, isSecret: false, summary)
    }
}

extension ConfigurationKey where Value == ByteSize {
    /// A number of bytes: a whole number with a unit, `B`, `KiB`, `MiB` or `GiB`.
    ///
    /// - Parameters:
    ///   - name: dotted name.
    ///   - range: smallest and largest value allowed.
    ///   - default: value when nothing is set; without one the key is required.
    ///   - summary: what the setting does, in one line.
    public static func byteSize(
        _ name: String, in range: ClosedRange<ByteSize>, default fallback: ByteSize? = nil, _ summary: String
    ) -> ConfigurationKey<ByteSize> {
        let rule = ValueRule<ByteSize>(
            "a size from \(range.lowerBound) to \(range.upperBound) with a unit (B, KiB, MiB, GiB)",
            parse: { text in ByteSize(text).flatMap { range.contains($0) ? $0 : nil } },
            show: { $0.description }
        )
        return ConfigurationKey(name, rule: rule, default: fallback, isSecret: false, summary)
    }
}

extension ConfigurationKey where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
    /// One of the cases of an enumeration, by raw value.
    ///
    /// - Parameters:
    ///   - name: dotted name.
    ///   - type: the enumeration.
    ///   - default: value when nothing is set; without one the key is required.
    ///   - summary: what the setting does, in one line.
    public static func choice(
        _ name: String, _ type: Value.Type = Value.self, default fallback: Value? = nil, _ summary: String
    ) -> ConfigurationKey<Value> {
        let rule = ValueRule<Value>(
            "one of " + Value.allCases.map(\.rawValue).joined(separator: ", "),
            parse: { text in Value(rawValue: text.lowercased()) ?? Value(rawValue: text) },
            show: { $0.rawValue }
        )
        return ConfigurationKey(name, rule: rule, default: fallback, isSecret: false, summary)
    }
}

extension ConfigurationKey where Value == [String] {
    /// A list, separated by commas in the environment and an array in the file. Blanks around an item are dropped.
    ///
    /// - Parameters:
    ///   - name: dotted name.
    ///   - allowed: the items that may appear; any text without control characters when `nil`.
    ///   - limit: most items.
    ///   - default: value when nothing is set; without one the key is required.
    ///   - summary: what the setting does, in one line.
    public static func list(
        _ name: String, of allowed: [String]? = nil, limit: Int = 64, default fallback: [String]? = nil,
        _ summary: String
    ) -> ConfigurationKey<[String]> {
        let items = allowed.map { " of " + $0.joined(separator: ", ") } ?? ""
        let rule = ValueRule<[String]>(
            "a list of 1 to \(limit) items\(items), separated by commas",
            parse: { text in
                let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { $0.trimmed }
                guard parts.count <= limit, parts.allSatisfy({ !$0.isEmpty && $0.isPrintable }) else { return nil }
                guard parts.allSatisfy({ allowed?.contains($0) ?? true }) else { return nil }
                return parts
            },
            show: { $0.joined(separator: ",") }
        )
        return ConfigurationKey(name, rule: rule, default: fallback, isSecret: false, summary)
    }
}
