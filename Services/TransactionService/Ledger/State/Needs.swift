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
    /// Holds, and with them their accounts.
    public internal(set) var holds: Set<HoldID> = []
    /// Past transactions, and with them the accounts of their legs.
    public internal(set) var transactions: Set<TransactionID> = []
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
    }

    /// Whether nothing but accounts by number is needed, as for most batches.
    public var isPlain: Bool {
        addresses.isEmpty && phoneAddresses.isEmpty && holds.isEmpty && transactions.isEmpty
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
