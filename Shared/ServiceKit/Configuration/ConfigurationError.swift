/// Everything that is wrong with the configuration, found in one pass. It never contains a secret.
public struct ConfigurationError: Error, Equatable, CustomStringConvertible {
    /// One sentence for each problem, each naming its key, in the order of the sections.
    public let problems: [String]

    /// A list of problems.
    public init(problems: [String]) {
        self.problems = problems
    }

    /// The problems, one to a line.
    public var description: String {
        problems.joined(separator: "\n")
    }
}
