/// A language in which people are told of things.
public enum Language: String, CaseIterable, Sendable {
    case english = "en"
    case french = "fr"
    case portuguese = "pt"
    case swahili = "sw"

    /// The language of a BCP 47 tag such as `pt-MZ`; English where the tag is absent or names another.
    public init(tag: String?) {
        let primary = tag?.split(separator: "-").first.map { $0.lowercased() }
        self = primary.flatMap(Language.init(rawValue:)) ?? .english
    }
}
