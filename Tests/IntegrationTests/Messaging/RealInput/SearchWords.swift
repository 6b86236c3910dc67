import Foundation

/// A few words of a text that find it again.
struct SearchWords {
    /// With blanks between; nil where the text has no plain word.
    let query: String?

    private static let longest = 120
    private static let marks: Set<Character> = [",", ".", "?", "!", ";", ":"]

    /// - Parameter text: what was said. Words stand between blanks and are made of letters alone: what else there is, such as addresses and
    ///   numbers, is cut in other ways by a search.
    init(_ text: String) {
        var chosen: [String] = []
        for word in text.split(whereSeparator: \.isWhitespace) {
            var word = word
            while let last = word.last, Self.marks.contains(last) { word.removeLast() }
            guard word.count >= 2, word.allSatisfy(\.isLetter), word.lowercased() != "or" else { continue }
            let text = String(word)
            guard (chosen + [text]).joined(separator: " ").utf8.count <= Self.longest else { break }
            if !chosen.contains(text) { chosen.append(text) }
            if chosen.count == 5 { break }
        }
        query = chosen.isEmpty ? nil : chosen.joined(separator: " ")
    }

    /// Whether a text is not in the form (NFC) in which it is searched.
    static func isUnusual(_ text: String) -> Bool {
        !text.utf8.elementsEqual(text.precomposedStringWithCanonicalMapping.utf8)
    }
}
