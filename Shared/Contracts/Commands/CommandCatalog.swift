/// Types of commands by their names: those of one queue.
public struct CommandCatalog: Sendable {
    /// All types, in the order in which the contract tells them.
    public let types: [any Command.Type]
    private let byName: [String: any Command.Type]

    /// Makes a catalog of types whose names differ.
    init(_ types: [any Command.Type]) {
        self.types = types
        byName = Dictionary(uniqueKeysWithValues: types.map { ($0.type, $0) })
    }

    /// The type with this name; nil for a name that is none.
    public func type(named name: String) -> (any Command.Type)? { byName[name] }
}

extension CommandCatalog {
    /// What the ledger is asked to do.
    public static let ledger = CommandCatalog([
        PartyRegister.self,
        UnitRegister.self,
        AccountOpen.self,
        AccountSuspend.self,
        AccountActivate.self,
        AccountDeactivate.self,
        AccountConfigure.self,
        WalletDeposit.self,
        WalletSpend.self,
        WalletTransfer.self,
        HoldPlace.self,
        HoldCapture.self,
        HoldRelease.self,
        HoldExpire.self,
        HoldWarn.self,
        TransactionReverse.self,
        TransactionRefund.self,
        JournalPost.self,
        PartyUpdate.self,
        PartyErase.self,
        JobStart.self,
        JobUpdate.self,
        JobRefund.self,
        JobExpire.self,
        ChargeSaleCreate.self,
        ChargeSaleRefund.self,
        CreditRequestCreate.self,
        CreditRequestApprove.self,
        CreditRequestReject.self,
        WithdrawalInitiate.self,
        WithdrawalComplete.self,
        WithdrawalFail.self,
        BankAccountAdd.self,
        BankAccountSetPrimary.self,
        BankAccountRemove.self,
        PayoutSchedule.self,
        PayoutRun.self,
        AdjustmentPost.self,
        ChargebackPost.self,
        PaymentSplit.self,
        FXTransfer.self,
        LimitSet.self,
        RiskReview.self,
    ])

    /// All types of the ledger's commands.
    public static var all: [any Command.Type] { ledger.types }

    /// The ledger's type with this name; nil for a name that is none.
    public static func type(named name: String) -> (any Command.Type)? { ledger.type(named: name) }
}
