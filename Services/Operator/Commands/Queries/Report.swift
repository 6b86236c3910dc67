import ArgumentParser
import Contracts

/// Reports over the whole ledger.
struct Report: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Reports over the whole ledger; asks the service.",
        subcommands: [ReportVolumes.self, ReportBalances.self])
}

/// Shows daily volumes.
struct ReportVolumes: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "volumes", abstract: "How many transactions of each type a day has seen, and how much they moved.")

    @Option(help: ArgumentHelp("The first day, in UTC.", valueName: "day"))
    var from: Day?

    @Option(help: ArgumentHelp("The last day, in UTC.", valueName: "day"))
    var to: Day?

    @Option(help: ArgumentHelp("Only this currency or unit.", valueName: "code"))
    var currency: String?

    @OptionGroup var options: ListOptions

    func execute() async throws {
        try await options.show(ReportDailyVolumes(from: from, to: to, currency: currency)) { answer in
            Answer.table(
                answer.items, ("day", "day", .left), ("type", "transaction_type", .left),
                ("transactions", "transactions", .right), ("volume", "volume", .right), ("currency", "currency", .left))
        }
    }
}

/// Shows what all accounts add up to.
struct ReportBalances: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "balances",
        abstract: "What the accounts of each unit and kind add up to; exit status 1 if not zero.",
        discussion: "Adds up all accounts. kauri trial-balance adds up all entries as well, from the database.")

    @Option(help: ArgumentHelp("Only this currency or unit.", valueName: "code"))
    var currency: String?

    @OptionGroup var options: QueryOptions

    func execute() async throws {
        let answer = try await options.withClient {
            try await $0.list(ReportTrialBalance(currency: currency), most: .max)
        }
        Terminal.result(options.json ? answer.json : Self.table(answer.items))
        guard answer.items.allSatisfy({ $0["balanced"]?.asBool == true }) else {
            throw OperatorFailure(.wrong, "the ledger does not balance", advice: "See kauri trial-balance.")
        }
    }

    private static func table(_ units: [Answer]) -> String {
        var table = Table([
            ("", .left), ("", .left), ("accounts", .right), ("posted", .right), ("held", .right), ("", .left),
        ])
        for unit in units {
            let code = unit.text("currency") ?? ""
            for line in unit.objects("lines") {
                table.add(
                    ["held_by", "kind", "accounts", "posted", "held"].map { line.text($0) ?? "" } + [code])
            }
            table.add(["total", "", "", unit.text("total") ?? "", "", code])
        }
        return table.isEmpty ? "the ledger is empty" : table.text
    }
}
