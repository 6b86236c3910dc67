import ArgumentParser
import BookingDay
import Contracts
import Postgres

/// Shows accounts.
struct Balance: OperatorCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the balance of an account, or of all accounts of a party.",
        discussion: "Read from the database, so that it works while the broker and the service are down.")

    @Argument(
        help: ArgumentHelp("An account (wal_…), a system account (cash:ZAR), or a party's id.", valueName: "account"))
    var name: String

    @Option(help: ArgumentHelp("Only this currency or unit.", valueName: "code"))
    var currency: String?

    @OptionGroup var database: DatabaseOptions

    @Flag(help: "Print the result as JSON.")
    var json = false

    func execute() async throws {
        let selection = try selection()
        let accounts = try await withDatabase(database.configuration()) { connection in
            try await connection.run(selection).map { try AccountLine($0) }
        }
        guard !accounts.isEmpty else {
            throw OperatorFailure(
                .wrong, "there is no account \(name)\(currency.map { " in \($0)" } ?? "")",
                advice: "Accounts are named wal_… or cash:ZAR; anything else is taken for a party's id.")
        }
        if json {
            try Terminal.json(["accounts": accounts])
        } else {
            Terminal.result(AccountLine.table(accounts))
        }
    }

    private func selection() throws -> Statement {
        let rest = "AND ($2::text IS NULL OR unit.code = $2) ORDER BY account.kind, unit.code"
        let code = Parameter.optionalText(currency)
        if let id = AccountID(text: name) {
            return Statement(once: "\(AccountLine.query) WHERE account.id = $1 \(rest)", [.int64(id.number), code])
        }
        let parts = name.split(separator: ":", maxSplits: 1)
        if parts.count == 2, SystemAccount(rawValue: String(parts[0])) != nil {
            return Statement(
                once:
                    "\(AccountLine.query) WHERE account.owner IS NULL AND account.kind || ':' || unit.code = $1 \(rest)",
                [.text(name), code])
        }
        guard let party = PartyID(text: name) else {
            throw OperatorFailure(.wrong, "\(name) is neither an account nor a party's id")
        }
        return Statement(once: "\(AccountLine.query) WHERE account.owner = $1 \(rest)", [.text(party.text), code])
    }
}

/// One account as it is shown; amounts are decimal texts.
struct AccountLine: Encodable {
    let account: String
    let owner: String?
    let kind: String
    let currency: String
    let status: String
    let posted: String
    let held: String
    let overdraftLimit: String?
    let available: String?
    let version: Int64

    static let query = """
        SELECT account.id, account.owner, account.kind, unit.code, unit.decimals, account.status, account.is_limited,
            account.posted, account.held, account.overdraft_limit, account.version
        FROM accounts AS account JOIN units AS unit ON unit.number = account.unit
        """

    init(_ row: Row) throws {
        let decimals = UInt8(try row.int16(4))
        func amount(_ minorUnits: Int64) -> String { Int128(minorUnits).decimalText(decimals: decimals) }
        let id = AccountID(number: try row.int64(0))
        let isLimited = try row.bool(6)
        let (posted, held, limit) = (try row.int64(7), try row.int64(8), try row.int64(9))
        owner = try row.optionalText(1)
        kind = try row.text(2)
        currency = try row.text(3)
        account = owner == nil ? "\(kind):\(currency)" : id.description
        status = try row.text(5)
        self.posted = amount(posted)
        self.held = amount(held)
        overdraftLimit = isLimited ? amount(limit) : nil
        available = isLimited ? (Int128(posted) - Int128(held) + Int128(limit)).decimalText(decimals: decimals) : nil
        version = try row.int64(10)
    }

    static func table(_ lines: [AccountLine]) -> String {
        var table = Table([
            ("account", .left), ("owner", .left), ("kind", .left), ("status", .left), ("posted", .right),
            ("held", .right),
            ("overdraft", .right), ("available", .right), ("currency", .left), ("version", .right),
        ])
        for line in lines {
            table.add([
                line.account, line.owner ?? "", line.kind, line.status, line.posted, line.held,
                line.overdraftLimit ?? "", line.available ?? "unlimited", line.currency, "\(line.version)",
            ])
        }
        return table.text
    }
}
