/// Hides user and password of URLs in texts that strangers may read, as a second line of defence.
enum CredentialFilter {
    static func hide(in text: String) -> String {
        guard text.contains("://"), text.contains("@") else { return text }
        return text.split(separator: " ", omittingEmptySubsequences: false).map(hide(word:)).joined(separator: " ")
    }

    private static func hide(word: Substring) -> String {
        guard let mark = word.firstRange(of: "://"), let end = word.lastIndex(of: "@"), mark.upperBound <= end
        else { return String(word) }
        return word[..<mark.upperBound] + Secret.placeholder + word[end...]
    }
}
