import ArgumentParser
import Contracts
import Foundation

/// How to ask, and how to show the answer.
struct QueryOptions: ParsableArguments {
    @OptionGroup var broker: BrokerOptions

    @Option(help: ArgumentHelp("Wait so long for an answer.", valueName: "seconds"))
    var timeout = 5.0

    @Flag(help: "Print the result as JSON.")
    var json = false

    func validate() throws {
        guard (0.1...60).contains(timeout) else { throw ValidationError("--timeout is 0.1 to 60 seconds") }
    }

    /// A client for the time of one command.
    func withClient<Result>(_ body: (QueryClient) async throws -> Result) async throws -> Result {
        let client = QueryClient(
            try broker.configuration(named: "kauri"), timeout: .milliseconds(Int64(timeout * 1_000)))
        do {
            let result = try await body(client)
            await client.close()
            return result
        } catch {
            await client.close()
            throw error
        }
    }

    /// Asks once and shows the answer.
    func show(_ query: any Query, _ text: (Answer) -> String) async throws {
        let answer = try await withClient { try await $0.ask(query) }
        Terminal.result(json ? answer.json : text(answer))
    }
}

/// How much of a list to show.
struct ListOptions: ParsableArguments {
    @OptionGroup var query: QueryOptions

    @Option(help: ArgumentHelp("Show at most so many.", valueName: "n"))
    var limit = 50

    @Flag(help: "Show all.")
    var all = false

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit is at least 1") }
    }

    /// Asks page by page and shows the list; says on standard error when there is more.
    func show(_ asked: some PagedQuery, _ text: (Answer) -> String) async throws {
        let answer = try await query.withClient { try await $0.list(asked, most: all ? .max : limit) }
        Terminal.result(query.json ? answer.json : text(answer))
        if answer["next_cursor"] != nil, !query.json { Terminal.note("kauri: there are more; see --limit and --all") }
    }
}

/// Which account is meant.
struct AccountOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The currency or unit of a party's wallet.", valueName: "code"))
    var currency: String?

    @Option(help: ArgumentHelp("The kind of a party's wallet.", valueName: "kind"))
    var kind = AccountReference.defaultKind

    /// An account by its id, its name, or its party; nil where that is a party and no currency is given.
    func reference(_ name: String) throws -> AccountReference? {
        if let id = AccountID(text: name) { return .id(id) }
        let parts = name.split(separator: ":", maxSplits: 1)
        if parts.count == 2, let system = SystemAccount(rawValue: String(parts[0])) {
            return .system(system, currency: String(parts[1]))
        }
        if let phone = PhoneNumber(text: name) { return currency.map { .phone(phone, kind: kind, currency: $0) } }
        return try currency.map { .party(try Self.party(name), kind: kind, currency: $0) }
    }

    /// An account, which must be named in full.
    func account(_ name: String) throws -> AccountReference {
        guard let reference = try reference(name) else {
            throw ValidationError("\(name) is a party: say which wallet with --currency")
        }
        return reference
    }

    /// A party's id.
    static func party(_ name: String) throws -> PartyID {
        guard let party = PartyID(text: name) else {
            throw ValidationError("\(name) is neither an account (wal_…, cash:ZAR) nor a party's id")
        }
        return party
    }
}

/// A time on the command line: RFC 3339, or a day, which stands for its beginning in UTC.
struct Moment: ExpressibleByArgument {
    let time: Timestamp

    init?(argument: String) {
        guard let time = Timestamp(rfc3339: argument) ?? Day(text: argument)?.start else { return nil }
        self.time = time
    }

    static var now: Timestamp { Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) }
}

extension Day: ExpressibleByArgument {
    public init?(argument: String) { self.init(text: argument) }
}
