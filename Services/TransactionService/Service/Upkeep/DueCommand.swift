import Contracts

/// A command that the time has come for, as a sweeper sends it.
public struct DueCommand: Sendable {
    /// Repeatable, so that two sweepers send the same command and only one of them changes anything.
    public let messageID: String
    /// What is decided in order: the wallet.
    public let orderingKey: String
    /// The command.
    public let command: any Command

    /// Its fields.
    var fields: [UInt8] {
        var writer = FieldWriter(showsSecrets: true)
        command.write(to: &writer)
        return writer.finish()
    }
}

/// Where a sweep has got to: everything is looked at once, in the order of due time and number.
public struct SweepPosition: Sendable {
    let time: Int64
    let number: Int64

    /// Before everything.
    public static let start = SweepPosition(time: -1 << 52, number: 0)
}

/// What is due, page by page.
public struct DuePage: Sendable {
    /// At most ``limit`` commands.
    public let commands: [DueCommand]
    /// Where the next page begins; nil where there is none.
    public let next: SweepPosition?

    /// The most commands on a page.
    public static let limit = 1_000
}
