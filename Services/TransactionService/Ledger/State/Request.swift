import Contracts

/// Something that begins with one command and is ended by another: a job, a charge sale, a credit request, a withdrawal.
public struct Request: Hashable, Sendable {
    /// What it is.
    public enum Kind: String, CaseIterable, Sendable {
        case job
        case chargeSale = "charge_sale"
        case creditRequest = "credit_request"
        case withdrawal
    }

    /// Where it is in its life; not every kind has every state.
    public enum State: String, CaseIterable, Sendable {
        case pending, running, completed, failed, approved, rejected, refunded
    }

    /// Its number; which kind of id it is follows from ``kind``.
    public let id: Int64
    /// What it is.
    public let kind: Kind
    /// The wallet that it is about.
    public let account: AccountID
    /// How much, in minor units of the wallet's unit.
    public let amount: Int64
    /// When it was made.
    public let createdAt: Timestamp
    /// Where it is in its life.
    public var state: State
    /// The movement that it stands for; nil before a credit request is approved.
    public var transaction: TransactionID?
    /// The movement that ended it: a refund, a return, a completion.
    public var settlement: TransactionID?
    /// Where a withdrawal goes.
    public var bankAccount: BankAccountID?
    /// What a job does, in the application's words.
    public var jobType: String?
    /// How a charge sale is delivered.
    public var delivery: ChargeDelivery?
    /// Whose telephone a charge sale is for; personal data, told in documents in its masked form only.
    public var phone: PhoneNumber?
    /// When a job that has not ended is given up.
    public var expiresAt: Timestamp?
    /// The application's own reference.
    public var reference: String?
    /// A sentence for people.
    public var description: String?
    /// Why it was made, ended or refused.
    public var reason: String?

    /// Makes a request.
    public init(id: Int64, kind: Kind, account: AccountID, amount: Int64, createdAt: Timestamp, state: State) {
        self.id = id
        self.kind = kind
        self.account = account
        self.amount = amount
        self.createdAt = createdAt
        self.state = state
    }

    /// The id as the contract writes it.
    public var text: String {
        switch kind {
        case .job: JobID(number: id).description
        case .chargeSale: ChargeSaleID(number: id).description
        case .creditRequest: CreditRequestID(number: id).description
        case .withdrawal: WithdrawalID(number: id).description
        }
    }
}

extension Book {
    /// The request that a command names.
    func request(_ number: Int64, _ kind: Request.Kind) throws(CommandError) -> Request {
        guard let request = requests[number], request.kind == kind else {
            throw CommandError(kind.notFound, "\(kind.rawValue) names none", field: kind.rawValue)
        }
        return request
    }
}

extension Request {
    /// Refuses where the request is past the states that a command needs.
    func check(isOneOf states: Set<State>) throws(CommandError) {
        guard states.contains(state) else {
            throw CommandError(
                .requestClosed, "the \(kind.rawValue.replacingUnderscores) is \(state.rawValue)", field: kind.rawValue)
        }
    }
}

extension Request.Kind {
    fileprivate var notFound: ErrorCode {
        switch self {
        case .job: .jobNotFound
        case .chargeSale: .chargeSaleNotFound
        case .creditRequest: .creditRequestNotFound
        case .withdrawal: .withdrawalNotFound
        }
    }
}

extension String {
    fileprivate var replacingUnderscores: String {
        String(map { $0 == "_" ? " " : $0 })
    }
}
