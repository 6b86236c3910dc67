import ArgumentParser
import Contracts

/// What is known of a person.
struct PartyCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "party", abstract: "What is known of one person or firm; asks the service.",
        subcommands: [PartyExport.self])
}

/// Tells all that is known of one person.
struct PartyExport: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "All that is known of one person, as JSON on standard output.",
        discussion: """
            The party with its personal data; its wallets, each with its whole history, its open holds, its limits and the risk \
            flags about it; its jobs, charge sales, credit requests, withdrawals and payout schedules; its bank accounts, numbers \
            masked. Commands that were refused are not listed: their outcomes hold no personal data beyond the id.
            """)

    @Argument(help: ArgumentHelp("The party's id.", valueName: "party"))
    var name: String

    @OptionGroup var broker: BrokerOptions

    @Option(help: ArgumentHelp("Wait so long for each answer.", valueName: "seconds"))
    var timeout = 30.0

    func validate() throws {
        guard (0.1...60).contains(timeout) else { throw ValidationError("--timeout is 0.1 to 60 seconds") }
    }

    func execute() async throws {
        let party = try AccountOptions.party(name)
        let client = QueryClient(
            try broker.configuration(named: "kauri"), timeout: .milliseconds(Int64(timeout * 1_000)))
        do {
            let export = try await Self.export(party, client)
            await client.close()
            Terminal.result(Answer.json(.object(export)))
        } catch {
            await client.close()
            throw error
        }
    }

    static func export(_ party: PartyID, _ client: QueryClient) async throws -> JSONObject {
        var export = JSONObject()
        export["party"] = try await client.ask(PartyGet(party: party))["party"]
        export["wallets"] = .array(try await wallets(of: party, client))
        export["bank_accounts"] = try await all(BankAccountList(party: party, state: .all), client)
        export["payout_schedules"] = try await all(PayoutList(party: party), client)
        for kind in RequestKind.allCases {
            export["\(kind.rawValue)s"] = try await all(RequestList(kind: kind, state: .all, party: party), client)
        }
        return export
    }

    private static func wallets(of party: PartyID, _ client: QueryClient) async throws -> [JSONValue] {
        var wallets: [JSONValue] = []
        for wallet in try await client.list(WalletList(party: party), most: .max).items {
            guard let id = wallet.text("id").flatMap({ AccountID(text: $0) }) else { continue }
            var object = wallet.object
            object["history"] = try await all(WalletEntries(wallet: .id(id)), client)
            object["holds"] = try await all(HoldList(wallet: .id(id)), client)
            object["limits"] = try await all(LimitList(wallet: .id(id)), client)
            object["flags"] = try await all(FlagList(wallet: .id(id), state: .all), client)
            wallets.append(.object(object))
        }
        return wallets
    }

    private static func all(_ query: some PagedQuery, _ client: QueryClient) async throws -> JSONValue? {
        try await client.list(query, most: .max)["items"]
    }
}
