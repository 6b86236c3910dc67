import Contracts

/// What one type of command does to the ledger.
///
/// A rule looks at the book and says what should change; it changes nothing itself. What every change must keep (funds, status, balance) is
/// checked in one place, by ``Book/apply(_:_:)``.
protocol LedgerRule: Command {
    /// Names what must be loaded before the command can be decided.
    func collect(_ needs: inout Needs)

    /// Says what should change, or why nothing may.
    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change

    /// Whether an actor whose role may send the command may do so with what it is about.
    func isPermitted(to actor: Actor, in book: Book) -> Bool

    /// The field in which the command differs from one that was answered under its key, where fingerprints do not tell.
    func hiddenDifference(to earlier: StoredOutcome, in book: Book) -> String?
}

extension LedgerRule {
    func isPermitted(to actor: Actor, in book: Book) -> Bool { true }

    func hiddenDifference(to earlier: StoredOutcome, in book: Book) -> String? { nil }
}

/// What a rule may know besides its own fields.
struct CommandContext {
    /// The version that the account named first must have.
    let expectedVersion: Int64?
    /// What the application keeps with the command.
    let metadata: [MetadataPair]
    /// Who acts, where somebody is named.
    var actor: String?
}
