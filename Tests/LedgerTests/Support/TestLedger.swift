import Contracts
import Ledger
import Testing

/// A small ledger to try single rules on: each command is a batch of its own, committed to the tables in memory.
struct TestLedger {
    var database: LedgerDatabase
    var now = Timestamp(microseconds: 1_795_000_000_000_000)
    private var count = 0

    /// Starts with parties `ann`, `bob` and `cem`, each with an empty main wallet in ZAR.
    init(policy: Policy = Policy(keepsBankAccounts: true)) throws {
        database = LedgerDatabase(policy: policy)
        for name in ["ann", "bob", "cem"] {
            try commit(PartyRegister(party: party(name), partyType: .user, name: name, phone: phone(name), kycLevel: 0))
            try commit(AccountOpen(owner: party(name), kind: "main", currency: "ZAR"))
        }
    }

    /// Wraps a command; a message id of its own where none is given.
    mutating func envelope(
        _ command: any Command, id: String? = nil, _ common: CommonFields = CommonFields()
    ) -> CommandEnvelope {
        count += 1
        return CommandEnvelope(
            key: CommandKey(subject: "anonymous", messageID: id ?? "message-\(count)"), proof: .none, common: common,
            trace: nil, command: command)
    }

    /// Decides a command, whatever comes of it.
    mutating func submit(_ command: any Command, id: String? = nil, _ common: CommonFields = CommonFields()) -> Outcome
    {
        let outcome = database.commit(envelope(command, id: id, common), at: now)
        #expect(database.breaches().isEmpty, "\(database.breaches())")
        return outcome
    }

    /// Decides a command that must be committed.
    @discardableResult
    mutating func commit(_ command: any Command, _ common: CommonFields = CommonFields()) throws -> Outcome {
        let outcome = submit(command, common)
        try #require(outcome.status == .committed, "\(String(decoding: outcome.document, as: UTF8.self))")
        return outcome
    }

    /// Decides a command that must be refused or rejected, and change nothing; tells with which error.
    mutating func refusal(of command: any Command, _ common: CommonFields = CommonFields()) throws -> CommandError {
        let before = database
        let outcome = submit(command, common)
        #expect(database.hasSameState(as: before))
        switch outcome.status {
        case .refused(let error):
            #expect(error.code.isStored)
            return error
        case .rejected(let error):
            #expect(!error.code.isStored)
            return error
        default:
            throw Unexpected(outcome: String(decoding: outcome.document, as: UTF8.self))
        }
    }

    /// A command was carried out that should not have been.
    struct Unexpected: Error {
        let outcome: String
    }

    mutating func wait(seconds: Int64) { now = now.adding(seconds: seconds) }

    /// A party's wallet as it stands in the tables.
    func account(_ name: String, kind: String = "main", _ currency: String = "ZAR") throws -> Account {
        let unit = try #require(database.units[currency])
        let id = database.wallets[WalletAddress(owner: try party(name), kind: kind, unit: unit.number)]
        return try #require(id.flatMap { database.accounts[$0] })
    }

    /// Gives a party money.
    mutating func fund(_ name: String, _ amount: String, _ currency: String = "ZAR") throws {
        try commit(WalletDeposit(wallet: wallet(name), money: money(amount, currency), source: .cash))
    }

    /// Holds money of a party for a hundred seconds, unless something else is said.
    mutating func hold(_ name: String, _ amount: String, seconds: Int64 = 100) throws -> HoldID {
        let command = HoldPlace(wallet: try wallet(name), money: try money(amount), expiresIn: seconds)
        return try #require(try commit(command).reported?.assigned.hold)
    }

    /// Moves money and gives the transaction's id.
    mutating func post(_ command: any Command, _ common: CommonFields = CommonFields()) throws -> TransactionID {
        try #require(try commit(command, common).reported?.assigned.transaction)
    }

    /// Makes a job, a charge sale, a credit request or a withdrawal and gives its id.
    mutating func make<ID: LedgerIdentifier>(_ command: any Command, _ type: ID.Type) throws -> ID {
        let id = try commit(command).reported?.assigned.request
        return try #require(id.flatMap { ID(text: $0) })
    }

    /// Notes a South African bank account of a party, which ends with the given digits.
    mutating func bank(
        _ name: String, ending digits: String = "001234", _ currency: String = "ZAR", primary: Bool? = nil
    ) throws -> BankAccountID {
        let command = try bankAccount(name, ending: digits, currency, primary: primary)
        return try #require(try commit(command).reported?.assigned.bankAccount)
    }

    /// A request as it stands in the tables.
    func request(_ id: some LedgerIdentifier) throws -> Request { try #require(database.requests[id.number]) }

    /// What one of the ledger's own accounts has, in minor units.
    func posted(_ account: SystemAccount, _ currency: String = "ZAR") throws -> Int64 {
        let unit = try #require(database.units[currency])
        return database.accounts[account.id(in: unit)]?.posted ?? 0
    }

    /// A member of a committed outcome's document.
    func told(_ name: String, by outcome: Outcome) throws -> JSONObject {
        try #require(try JSONReader.read(outcome.document).asObject?[name]?.asObject)
    }
}

func party(_ name: String) throws -> PartyID { try #require(PartyID(text: name)) }

/// Ann has +27820000097, and so on by the first letter.
func phone(_ name: String) throws -> PhoneNumber {
    try #require(PhoneNumber(text: "+278200000\(name.utf8.first ?? 0)"))
}

/// The main wallet of a party.
func wallet(_ name: String, kind: String = "main", _ currency: String? = nil) throws -> AccountReference {
    .party(try party(name), kind: kind, currency: currency)
}

func money(_ amount: String, _ currency: String = "ZAR") throws -> StatedMoney {
    StatedMoney(amount: try DecimalAmount(parsing: amount), currency: currency)
}

func transfer(_ amount: String, from payer: String, to receiver: String, _ currency: String = "ZAR") throws
    -> WalletTransfer
{
    WalletTransfer(from: try wallet(payer), to: try wallet(receiver), money: try money(amount, currency))
}

/// Somebody acts.
func acting(_ name: String, _ role: Role) throws -> CommonFields {
    CommonFields(actor: Actor(id: try party(name), role: role))
}

/// An administrator who owns nothing acts.
func asAdmin() throws -> CommonFields { try acting("root", .admin) }

func bankAccount(
    _ name: String, ending digits: String = "001234", _ currency: String = "ZAR", primary: Bool? = nil
) throws -> BankAccountAdd {
    BankAccountAdd(
        party: try party(name), currency: currency,
        number: try BankAccountNumber(local: "6200\(digits)", country: "ZA", bankCode: "250655"),
        holder: "\(name) Surname",
        primary: primary)
}

func amount(_ text: String) throws -> DecimalAmount { try DecimalAmount(parsing: text) }
