/// Why a world could not be made, or did not do what a test waited for.
public struct WorldError: Error, CustomStringConvertible, Sendable {
    /// One sentence for whoever reads the test's failure; it never shows a password.
    public let description: String

    /// Says what is wrong.
    public init(_ description: String) { self.description = description }
}
