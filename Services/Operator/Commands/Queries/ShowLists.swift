import ArgumentParser
import Contracts

/// Whose members of a list are meant.
struct OwnerOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp("Only of this wallet (wal_…) or of all wallets of this party.", valueName: "wallet or party")
    )
    var owner: String?

    var wallet: AccountReference? { owner.flatMap { AccountID(text: $0) }.map { .id($0) } }

    func party() throws -> PartyID? {
        guard let owner, AccountID(text: owner) == nil else { return nil }
        return try AccountOptions.party(owner)
    }
}

/// Shows holds that are still open.
struct ShowHolds: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "holds", abstract: "Show open holds: of a wallet, of a party, or those that expire next.")

    @OptionGroup var owner: OwnerOptions
    @OptionGroup var options: ListOptions

    func execute() async throws {
        try await options.show(HoldList(wallet: owner.wallet, party: try owner.party())) { Self.table($0.items) }
    }

    static func table(_ holds: [Answer]) -> String {
        Answer.table(
            holds, ("hold", "id", .left), ("account", "account", .left), ("owner", "owner", .left),
            ("amount", "amount", .right), ("captured", "captured", .right), ("remaining", "remaining", .right),
            ("currency", "currency", .left), ("expires at", "expires_at", .left), ("reference", "reference", .left))
    }
}

extension RequestKind: ExpressibleByArgument {}

/// Shows jobs, charge sales, credit requests or withdrawals.
struct ShowRequests: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "requests",
        abstract: "Show jobs, charge sales, credit requests or withdrawals that wait for somebody.")

    @Argument(help: ArgumentHelp("job, charge_sale, credit_request or withdrawal.", valueName: "kind"))
    var kind: RequestKind

    @OptionGroup var owner: OwnerOptions

    @Flag(help: "Those that are done, too.")
    var done = false

    @OptionGroup var options: ListOptions

    func execute() async throws {
        let query = RequestList(
            kind: kind, state: done ? .all : .open, wallet: owner.wallet, party: try owner.party())
        try await options.show(query) { answer in
            Answer.table(
                answer.items, ("request", "id", .left), ("state", "state", .left), ("account", "account", .left),
                ("owner", "owner", .left), ("amount", "amount", .right), ("currency", "currency", .left),
                ("created at", "created_at", .left), ("reference", "reference", .left), ("reason", "reason", .left))
        }
    }
}

/// Shows parties.
struct ShowParties: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "parties", abstract: "Show parties, or search them by how name, id or telephone number begins.")

    @Option(help: ArgumentHelp("Whose name begins so, in capitals or not.", valueName: "text"))
    var name: String?

    @Option(help: ArgumentHelp("Whose id begins so.", valueName: "text"))
    var id: String?

    @Option(help: ArgumentHelp("Whose telephone number begins so.", valueName: "text"))
    var phone: String?

    @OptionGroup var options: ListOptions

    func validate() throws {
        guard [name, id, phone].compactMap(\.self).count < 2 else {
            throw ValidationError("give one of --name, --id and --phone")
        }
    }

    func execute() async throws {
        if name == nil, id == nil, phone == nil {
            try await options.show(PartyList()) { Self.table($0.items) }
        } else {
            try await options.show(PartySearch(name: name, party: id, phone: phone)) { Self.table($0.items) }
        }
    }

    static func table(_ parties: [Answer]) -> String {
        Answer.table(
            parties, ("party", "id", .left), ("type", "party_type", .left), ("name", "name", .left),
            ("phone", "phone", .left), ("KYC", "kyc_level", .right), ("registered at", "registered_at", .left),
            ("erased at", "erased_at", .left))
    }
}
