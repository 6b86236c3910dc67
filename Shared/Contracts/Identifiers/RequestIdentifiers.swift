/// A job that a wallet pays for: its money is refunded when it fails.
public struct JobID: LedgerIdentifier {
    public static let prefix = "job_"
    public let number: Int64
    public init(number: Int64) { self.number = number }
}

/// A sale of airtime or of wallet money to the owner of a telephone number.
public struct ChargeSaleID: LedgerIdentifier {
    public static let prefix = "sal_"
    public let number: Int64
    public init(number: Int64) { self.number = number }
}

/// A request for credit, which an administrator approves or rejects.
public struct CreditRequestID: LedgerIdentifier {
    public static let prefix = "crq_"
    public let number: Int64
    public init(number: Int64) { self.number = number }
}

/// Money on its way from a wallet to a bank account.
public struct WithdrawalID: LedgerIdentifier {
    public static let prefix = "wdr_"
    public let number: Int64
    public init(number: Int64) { self.number = number }
}

/// A party's bank account.
public struct BankAccountID: LedgerIdentifier {
    public static let prefix = "bnk_"
    public let number: Int64
    public init(number: Int64) { self.number = number }
}

/// A suspicion that the risk rules have raised about a command; its number is also that of its event.
public struct FlagID: LedgerIdentifier {
    public static let prefix = "flg_"
    public let number: Int64
    public init(number: Int64) { self.number = number }
}
