import ArgumentParser
import Contracts

/// Shows the history of an account.
struct ShowEntries: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "entries", abstract: "Show the history of an account, newest first; asks the service.")

    @Argument(help: ArgumentHelp("wal_…, cash:ZAR, or a party's id with --currency.", valueName: "account"))
    var name: String

    @Option(help: ArgumentHelp("Posted at this time or later.", valueName: "time"))
    var from: Moment?

    @Option(help: ArgumentHelp("Posted before this time.", valueName: "time"))
    var to: Moment?

    @Option(help: ArgumentHelp("Of transactions of this type, such as transfer.", valueName: "type"))
    var type: String?

    @Option(help: ArgumentHelp("Of transactions with this reference.", valueName: "text"))
    var reference: String?

    @Option(help: ArgumentHelp("Of transactions that touch this account or party too.", valueName: "account"))
    var with: String?

    @OptionGroup var account: AccountOptions
    @OptionGroup var options: ListOptions

    func execute() async throws {
        let other = try with.map { name in
            try account.reference(name)
                ?? .party(try AccountOptions.party(name), kind: account.kind, currency: nil)
        }
        let query = WalletEntries(
            wallet: try account.account(name), from: from?.time, to: to?.time, transactionType: type,
            reference: reference, counterparty: other)
        try await options.show(query) { Self.table($0.items) }
    }

    static func table(_ entries: [Answer]) -> String {
        Answer.table(
            entries, ("posted at", "posted_at", .left), ("transaction", "transaction", .left),
            ("type", "transaction_type", .left), ("before", "balance_before", .right), ("amount", "amount", .right),
            ("balance", "balance", .right), ("currency", "currency", .left), ("reference", "reference", .left),
            ("with", "counterparties.0.account", .left), ("of", "counterparties.0.owner", .left))
    }
}

/// Shows what happened on an account in a time, between two balances.
struct ShowStatement: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "statement", abstract: "Show an account's statement: two balances and what lies between them.")

    @Argument(help: ArgumentHelp("wal_…, cash:ZAR, or a party's id with --currency.", valueName: "account"))
    var name: String

    @Option(help: ArgumentHelp("When it begins.", valueName: "time"))
    var from: Moment

    @Option(help: ArgumentHelp("When it ends; now where it is left out.", valueName: "time"))
    var to: Moment?

    @OptionGroup var account: AccountOptions
    @OptionGroup var options: ListOptions

    func execute() async throws {
        let query = WalletStatement(
            wallet: try account.account(name), from: from.time, to: to?.time ?? max(from.time, Moment.now))
        try await options.show(query) { answer in
            let statement = answer.part("statement")
            let sums = ["opening", "credited", "debited", "closing"].compactMap { name in
                statement.text(name).map { "  \(name)  \($0) \(statement.text("currency") ?? "")" }
            }
            return ([ShowEntries.table(answer.items)] + sums).joined(separator: "\n")
        }
    }
}
