/// Every type of command by its name.
public enum CommandCatalog {
    /// All types, in the order in which the contract tells them.
    public static let all: [any Command.Type] = [
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
    ]

    /// The type with this name; nil for a name that is none.
    public static func type(named name: String) -> (any Command.Type)? { byName[name] }

    private static let byName: [String: any Command.Type] = Dictionary(
        uniqueKeysWithValues: all.map { ($0.type, $0) })
}
