import Contracts

/// A bank account of a party, to which withdrawals go.
public struct BankAccount: Hashable, Sendable {
    /// Whether it can be used.
    public enum State: String, CaseIterable, Sendable {
        case active, removed
    }

    /// Its number in the ledger.
    public let id: BankAccountID
    /// Whose.
    public let party: PartyID
    /// In which currency.
    public let unit: CurrencyUnit
    /// An ISO 3166-1 code.
    public let country: String
    /// How its number is written.
    public let format: BankAccountNumber.Format
    /// The bank or branch, where the number does not tell.
    public let bankCode: String?
    /// All that is ever told of its number.
    public let masked: String
    /// Its number; nil where it was not loaded. Sealed before it is stored, never told.
    public var number: BankAccountNumber?
    /// The name it is held under; personal data.
    public var holder: String?
    /// Whether withdrawals and payouts in its currency go to it where none is named.
    public var isPrimary: Bool
    /// Whether it can be used.
    public var state: State
    /// Whether the batch at hand has added it.
    public var isNew = false

    /// Makes a bank account.
    public init(
        id: BankAccountID, party: PartyID, unit: CurrencyUnit, country: String, format: BankAccountNumber.Format,
        bankCode: String?, masked: String, number: BankAccountNumber? = nil, holder: String? = nil,
        isPrimary: Bool = false, state: State = .active
    ) {
        self.id = id
        self.party = party
        self.unit = unit
        self.country = country
        self.format = format
        self.bankCode = bankCode
        self.masked = masked
        self.number = number
        self.holder = holder
        self.isPrimary = isPrimary
        self.state = state
    }
}

extension Book {
    /// The most bank accounts that a party may have at a time.
    static let mostBankAccounts = 50

    /// The active bank account that a command names.
    func bankAccount(_ id: BankAccountID) throws(CommandError) -> BankAccount {
        guard let account = bankAccounts[id], account.state == .active else {
            throw CommandError(
                .bankAccountNotFound, "bank_account names no bank account in use", field: "bank_account")
        }
        return account
    }

    /// A party's active bank accounts.
    func bankAccounts(of party: PartyID) -> [BankAccount] {
        bankAccounts.values.filter { $0.party == party && $0.state == .active }.sorted { $0.id < $1.id }
    }

    /// The one to which a party's money goes where none is named.
    func primaryBankAccount(of party: PartyID, in unit: CurrencyUnit) -> BankAccount? {
        bankAccounts(of: party).first { $0.isPrimary && $0.unit == unit }
    }
}
