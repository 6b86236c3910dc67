/// A text that must not be printed: descriptions, interpolation, reflection and dumps all show a placeholder.
public struct Secret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The text itself. Pass it to what needs it and keep no copy.
    public let revealed: String

    /// Hides a text.
    public init(_ text: String) {
        self.revealed = text
    }

    /// A placeholder, never the text.
    public var description: String { Self.placeholder }
    /// A placeholder, never the text.
    public var debugDescription: String { Self.placeholder }
    /// Shows no children, so that `dump` cannot reveal the text.
    public var customMirror: Mirror { Mirror(self, children: []) }

    static let placeholder = "<secret>"
}
