import Contracts

/// A party of the model.
public struct NaiveParty: Hashable, Sendable {
    /// What it is.
    public var type: PartyType
    /// Its name; empty once it is erased.
    public var name: String
    /// A BCP 47 tag.
    public var language: String?
    /// An IANA time zone.
    public var timeZone: String?
    /// Its telephone number.
    public var phone: PhoneNumber?
    /// 0 to 3.
    public var kycLevel: Int64
    /// Whether all that said who it was is gone.
    public var isErased = false
}

/// A job, a charge sale, a credit request or a withdrawal of the model.
public struct NaiveRequest: Hashable, Sendable {
    /// The words of the contract.
    public enum Kind: String, Sendable {
        case job
        case chargeSale = "charge_sale"
        case creditRequest = "credit_request"
        case withdrawal
    }

    /// The words of the contract.
    public enum State: String, Sendable {
        case pending, running, completed, failed, approved, rejected, refunded
    }

    /// What it is.
    public let kind: Kind
    /// The name of the wallet that it is about.
    public let account: String
    /// How much, in minor units.
    public let amount: Int64
    /// When it was made.
    public let createdAt: Timestamp
    /// Where it is in its life.
    public var state: State
    /// The movement for which it stands.
    public var transaction: TransactionID?
    /// The movement that ended it.
    public var settlement: TransactionID?
    /// Where a withdrawal goes.
    public var bankAccount: BankAccountID?
    /// Whose telephone a sale is for, until that is forgotten.
    public var phone: PhoneNumber?
    /// When a job's time is over.
    public var expiresAt: Timestamp?

    /// Whether something is still to come of it.
    public var isOpen: Bool { state == .pending || state == .running }
}

/// A bank account of the model.
public struct NaiveBankAccount: Hashable, Sendable {
    /// Whose.
    public let party: PartyID
    /// The code of its unit.
    public let currency: String
    /// Its number, while it is in use.
    public var number: BankAccountNumber?
    /// The name it is held under, while it is in use.
    public var holder: String?
    /// Whether it is the one that is meant where none is named.
    public var isPrimary = false
    /// Whether it is in use.
    public var isActive = true
}

/// When a wallet of the model is paid out by itself.
public struct NaivePlan: Hashable, Sendable {
    /// How often.
    public let interval: PayoutInterval
    /// On which day.
    public let weekday: Weekday?
    /// The least that is paid out, in minor units.
    public let minimum: Int64
    /// When the period at hand ends.
    public var nextDueAt: Timestamp?
}

/// A wallet's day in UTC.
public struct NaiveDay: Hashable, Sendable {
    /// The wallet's name.
    public let wallet: String
    /// Days since 1 January 1970.
    public let day: Int64

    /// The day on which a moment lies.
    public init(wallet: String, of moment: Timestamp) {
        self.wallet = wallet
        let (days, rest) = moment.microseconds.quotientAndRemainder(dividingBy: 86_400_000_000)
        day = rest < 0 ? days - 1 : days
    }
}

/// A payment or a hold, as risk rules see it.
public struct NaiveMovement: Hashable, Sendable {
    /// The name of the wallet.
    public let wallet: String
    /// When.
    public let at: Timestamp
    /// How much, in minor units.
    public let amount: Int64
    /// The wallet to which it went, where it was one.
    public let receiver: String?
}

/// A limit of the model, in minor units.
public struct NaiveLimit: Hashable, Sendable {
    /// To what it applies.
    public enum Scope: Hashable, Sendable {
        case wallet(String)
        case level(Int64, currency: String)
    }

    /// The least at a time.
    public var minimum: Int64?
    /// The most at a time.
    public var maximum: Int64?
    /// The most on a day.
    public var daily: Int64?

    /// No limit at all.
    public init() {}
}

/// What the operator finds suspicious.
public struct NaiveRiskRule: Hashable, Sendable {
    /// What is more than it should be.
    public enum Measure: Hashable, Sendable {
        case amount(DecimalAmount)
        case count(Int)
        case sum(DecimalAmount)
        case receivers(Int)
    }

    /// Its name.
    public let name: String
    /// Only for wallets in this unit.
    public let currency: String?
    /// What is more than it should be.
    public let measure: Measure
    /// Within how many seconds, the command at hand included.
    public let seconds: Int64
    /// Whether the command is refused, and not only flagged.
    public let denies: Bool

    /// Makes a rule.
    public init(name: String, currency: String? = nil, measure: Measure, seconds: Int64 = 0, denies: Bool = false) {
        self.name = name
        self.currency = currency
        self.measure = measure
        self.seconds = seconds
        self.denies = denies
    }
}

/// A flag of the model.
public struct NaiveFlag: Hashable, Sendable {
    /// The words of the contract.
    public enum State: String, Sendable {
        case open, cleared, confirmed
    }

    /// Whose payment.
    public let wallet: String
    /// What it broke.
    public let rules: [String]
    /// Whether it was refused for it.
    public let denies: Bool
    /// The id of the command.
    public let messageID: String
    /// The command's type.
    public let commandType: String
    /// What was posted all the same.
    public let transaction: TransactionID?
    /// Where it is in its life.
    public var state = State.open
}
