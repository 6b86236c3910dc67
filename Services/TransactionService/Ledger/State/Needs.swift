import Contracts

/// What must be loaded, and locked, before a batch of commands can be decided.
public struct Needs: Sendable {
    /// A party's wallet, by names instead of numbers.
    public struct Address: Hashable, Sendable {
        /// Whose.
        public let owner: PartyID
        /// What for.
        public let kind: String
        /// The unit's code.
        public let currency: String
    }

    /// A wallet by its owner's telephone number.
    public struct PhoneAddress: Hashable, Sendable {
        /// Whose.
        public let phone: PhoneNumber
        /// What for.
        public let kind: String
        /// The unit's code.
        public let currency: String
    }

    /// Wallets by number.
    public private(set) var accounts: Set<AccountID> = []
    /// Wallets by owner.
    public private(set) var addresses: Set<Address> = []
    /// Wallets by their owner's telephone number.
    public private(set) var phoneAddresses: Set<PhoneAddress> = []
    /// Parties.
    public internal(set) var parties: Set<PartyID> = []
    /// Telephone numbers that are about to be taken.
    public internal(set) var phones: Set<PhoneNumber> = []
    /// Parties that are there already and are about to take a telephone number.
    var claims: [(phone: PhoneNumber, party: PartyID)] = []
    /// Holds, and with them their accounts.
    public internal(set) var holds: Set<HoldID> = []
    /// Past transactions, and with them the accounts of their legs.
    public internal(set) var transactions: Set<TransactionID> = []
    /// Requests, and with them their wallets and movements.
    public internal(set) var requests: Set<Int64> = []
    /// Bank accounts, and with them the others of the same party.
    public internal(set) var bankAccounts: Set<BankAccountID> = []
    /// Parties whose bank accounts are needed.
    public internal(set) var bankOwners: Set<PartyID> = []
    /// Wallets by whose owner's bank accounts are needed.
    public internal(set) var bankWallets: Set<AccountID> = []
    /// Telephone numbers by whose owner's bank accounts are needed.
    public internal(set) var bankPhones: Set<PhoneNumber> = []
    /// Bank accounts that are about to go, and with them the withdrawals that wait for them.
    public internal(set) var leavingBanks: Set<BankAccountID> = []
    /// Whether the numbers of the bank accounts are needed and not only what is told of them.
    public internal(set) var opensBankNumbers = false
    /// Parties all of whose wallets are needed.
    public internal(set) var wholeParties: Set<PartyID> = []
    /// Flags.
    public internal(set) var flags: Set<FlagID> = []
    /// Whether the open requests of the wallets are needed.
    public internal(set) var readsOpenRequests = false
    /// Whether payout plans of the wallets are needed.
    public internal(set) var readsPlans = false
    /// Whether money leaves wallets, or comes back, in a way that limits count.
    public internal(set) var countsSpending = false
    /// Whether limits, or the KYC levels that they hang on, may change within the batch.
    public internal(set) var changesLimits = false
    /// Whether parties may change, for which nobody else may read them meanwhile.
    public internal(set) var changesParties = false
    /// Codes of units that occur.
    public private(set) var currencies: Set<String> = []
    /// Whether units are about to be registered.
    public internal(set) var registersUnits = false
    /// Whether an account's status or limit may change, for which nobody else may use it meanwhile.
    public internal(set) var administers = false
    /// The keys under which there may be an outcome already.
    public private(set) var keys: Set<CommandKey> = []

    /// Collects what some commands need.
    public init(_ commands: some Sequence<CommandEnvelope>) {
        for envelope in commands {
            keys.insert(envelope.key)
            (envelope.command as? any LedgerRule)?.collect(&self)
        }
        for (phone, party) in claims { expect(phone, of: party) }
    }

    /// Whoever is given a telephone number within the batch may be meant by it afterwards.
    private mutating func expect(_ phone: PhoneNumber, of party: PartyID) {
        for address in phoneAddresses where address.phone == phone {
            addresses.insert(Address(owner: party, kind: address.kind, currency: address.currency))
        }
        if bankPhones.contains(phone) { bankOwners.insert(party) }
    }

    /// Whether nothing but accounts by number is needed, as for most batches.
    public var isPlain: Bool {
        addresses.isEmpty && phoneAddresses.isEmpty && holds.isEmpty && transactions.isEmpty && requests.isEmpty
            && wholeParties.isEmpty && flags.isEmpty
    }

    /// Whether bank accounts are needed.
    public var needsBanks: Bool {
        !bankAccounts.isEmpty || !bankOwners.isEmpty || !bankWallets.isEmpty || !bankPhones.isEmpty
    }

    /// A wallet that pays in a way that limits and risk rules count.
    mutating func payer(_ reference: AccountReference, in currency: String? = nil) {
        account(reference, in: currency)
        countsSpending = true
    }

    /// A wallet with its owner's bank accounts.
    mutating func banked(_ reference: AccountReference, in currency: String? = nil) {
        account(reference, in: currency)
        switch reference {
        case .id(let id): bankWallets.insert(id)
        case .party(let party, _, _): bankOwners.insert(party)
        case .phone(let phone, _, _): bankPhones.insert(phone)
        case .system: break
        }
    }

    mutating func account(_ reference: AccountReference, in currency: String? = nil) {
        switch reference {
        case .id(let id):
            accounts.insert(id)
        case .system(_, let code):
            currencies.insert(code)
        case .party(let party, let kind, let stated):
            guard let code = stated ?? currency else { return }
            currencies.insert(code)
            addresses.insert(Address(owner: party, kind: kind, currency: code))
        case .phone(let phone, let kind, let stated):
            guard let code = stated ?? currency else { return }
            currencies.insert(code)
            phones.insert(phone)
            phoneAddresses.insert(PhoneAddress(phone: phone, kind: kind, currency: code))
        }
    }

    mutating func money(_ money: StatedMoney) {
        currencies.insert(money.currency)
    }

    mutating func currency(_ code: String) {
        currencies.insert(code)
    }
}
