import ArgumentParser
import Contracts

/// Shows a transaction.
struct ShowTransaction: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "transaction",
        abstract: "Show a transaction with what refunded or reversed it, or all with a reference.")

    @Argument(help: ArgumentHelp("txn_…", valueName: "id"))
    var name: String?

    @Option(help: ArgumentHelp("All transactions with this reference.", valueName: "text"))
    var reference: String?

    @OptionGroup var options: ListOptions

    func validate() throws {
        guard (name == nil) != (reference == nil) else { throw ValidationError("give an id or --reference") }
        if let name, TransactionID(text: name) == nil { throw ValidationError("\(name) is no transaction's id") }
    }

    func execute() async throws {
        guard let id = name.flatMap({ TransactionID(text: $0) }) else {
            try await options.show(TransactionList(reference: reference)) { Self.table($0.items) }
            return
        }
        try await options.query.show(TransactionGet(transaction: id)) { answer in
            let transaction = answer.part("transaction")
            let legs = Answer.table(
                transaction.objects("legs"), ("account", "account", .left), ("owner", "owner", .left),
                ("amount", "amount", .right), ("currency", "currency", .left))
            let back = transaction.objects("given_back")
            return
                ([Self.table([transaction]), "", legs] + (back.isEmpty ? [] : ["", "given back by", Self.table(back)]))
                .joined(separator: "\n")
        }
    }

    static func table(_ transactions: [Answer]) -> String {
        Answer.table(
            transactions, ("transaction", "id", .left), ("type", "type", .left), ("state", "state", .left),
            ("posted at", "posted_at", .left), ("amount", "amount", .right), ("currency", "currency", .left),
            ("reference", "reference", .left), ("gives back", "original", .left))
    }
}

/// Shows what became of a command.
struct ShowOutcome: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "outcome", abstract: "Show what became of a command, by its message id.",
        discussion: "A message id belongs to who sent it: without --subject to the user of AMQP_URL.")

    @Argument(help: ArgumentHelp("The command's message id.", valueName: "id"))
    var messageID: String

    @Option(help: ArgumentHelp("Who sent it, such as broker:bookings or anonymous.", valueName: "sender"))
    var subject: String?

    @OptionGroup var options: QueryOptions

    func execute() async throws {
        try await options.show(OutcomeGet(messageID: messageID, subject: subject)) { answer in
            let outcome = answer.part("outcome")
            return Answer.table(
                [outcome], ("type", "command.type", .left), ("sender", "command.subject", .left),
                ("status", "status", .left), ("error", "error.code", .left), ("transaction", "transaction.id", .left),
                ("event", "event", .left), ("at", "at", .left))
        }
    }
}
