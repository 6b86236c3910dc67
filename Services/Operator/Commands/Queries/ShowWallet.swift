import ArgumentParser
import Contracts

/// Shows wallets.
struct ShowWallet: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "wallet", abstract: "Show an account, or all wallets of a party; asks the service.")

    @Argument(help: ArgumentHelp("wal_…, cash:ZAR, a party's id or a telephone number.", valueName: "account"))
    var name: String

    @Option(help: ArgumentHelp("What was posted on it at this moment.", valueName: "time"))
    var at: Moment?

    @OptionGroup var account: AccountOptions
    @OptionGroup var options: ListOptions

    func execute() async throws {
        guard let reference = try account.reference(name) else {
            guard at == nil else { throw ValidationError("--at needs one wallet: say which with --currency") }
            try await options.show(WalletList(party: try AccountOptions.party(name))) { Self.table($0.items) }
            return
        }
        if let at {
            try await options.query.show(WalletBalance(wallet: reference, at: at.time)) { answer in
                Answer.table(
                    [answer.part("balance")], ("account", "id", .left), ("owner", "owner", .left),
                    ("posted", "posted", .right), ("currency", "currency", .left), ("entries", "entries", .right),
                    ("at", "moment", .left))
            }
        } else {
            try await options.query.show(WalletGet(wallet: reference)) { Self.table([$0.part("wallet")]) }
        }
    }

    static func table(_ wallets: [Answer]) -> String {
        Answer.table(
            wallets, ("account", "id", .left), ("owner", "owner", .left), ("kind", "kind", .left),
            ("status", "status", .left), ("posted", "posted", .right), ("held", "held", .right),
            ("overdraft", "overdraft_limit", .right), ("available", "available", .right),
            ("currency", "currency", .left), ("entries", "entries", .right), ("version", "version", .right))
    }
}
