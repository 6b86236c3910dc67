/// What a request can be: something that a wallet has begun and somebody ends.
public enum RequestKind: String, CaseIterable, Sendable {
    /// A job that was paid beforehand.
    case job
    /// A sale of airtime or of wallet money.
    case chargeSale = "charge_sale"
    /// A request for credit.
    case creditRequest = "credit_request"
    /// Money on its way to a bank account.
    case withdrawal
}

/// The id of a request of any kind; its prefix tells which.
public struct RequestID: Hashable, Sendable, CustomStringConvertible {
    /// What it is.
    public let kind: RequestKind
    /// Its number.
    public let number: Int64

    /// Joins the two.
    public init(kind: RequestKind, number: Int64) {
        self.kind = kind
        self.number = number
    }

    /// Takes the id of a job, a charge sale, a credit request or a withdrawal; nil for any other text.
    public init?(text: String) {
        if let id = JobID(text: text) {
            self.init(kind: .job, number: id.number)
        } else if let id = ChargeSaleID(text: text) {
            self.init(kind: .chargeSale, number: id.number)
        } else if let id = CreditRequestID(text: text) {
            self.init(kind: .creditRequest, number: id.number)
        } else if let id = WithdrawalID(text: text) {
            self.init(kind: .withdrawal, number: id.number)
        } else {
            return nil
        }
    }

    public var description: String {
        switch kind {
        case .job: JobID(number: number).description
        case .chargeSale: ChargeSaleID(number: number).description
        case .creditRequest: CreditRequestID(number: number).description
        case .withdrawal: WithdrawalID(number: number).description
        }
    }
}

extension FieldReader {
    /// Takes the id of a request of any kind.
    mutating func request(_ name: String) throws(CommandError) -> RequestID? {
        guard let value = value(name) else { return nil }
        guard case .string(let text) = value, let id = RequestID(text: text) else {
            throw invalid(name, "must be the id of a job, a charge sale, a credit request or a withdrawal")
        }
        return id
    }
}
