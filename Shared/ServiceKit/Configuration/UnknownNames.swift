/// Finds settings that were probably misspelled: they would otherwise be ignored without a word.
enum UnknownNames {
    static let prefix = "KAURI_"
    static let most = 20

    static func warnings(names: [String], keys: [KeyDeclaration]) -> [String] {
        var known = Set(keys.map(\.environmentName))
        for key in keys where key.isSecret {
            known.insert(key.environmentName + "_FILE")
        }
        let candidates = known.sorted()
        let unknown = Set(names.filter { $0.hasPrefix(prefix) && !known.contains($0) }).sorted()
        return unknown.prefix(most).map { name in
            let shown = name.clipped(128)
            guard let nearest = nearest(to: shown, among: candidates) else { return "\(shown) is not a known setting" }
            return "\(shown) is not a known setting; did you mean \(nearest)?"
        }
    }

    private static func nearest(to name: String, among candidates: [String]) -> String? {
        let ranked = candidates.map { (name: $0, distance: distance(name, $0)) }
        guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
        return best.distance <= max(2, name.count / 3) ? best.name : nil
    }

    /// Levenshtein's distance: insertions, deletions and replacements that turn one text into the other.
    static func distance(_ left: String, _ right: String) -> Int {
        let right = Array(right.utf8)
        var row = Array(0...right.count)
        for (line, byte) in left.utf8.enumerated() {
            var diagonal = row[0]
            row[0] = line + 1
            for (column, other) in right.enumerated() {
                let replaced = diagonal + (byte == other ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, row[column] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }
}
