/// What an event is called, after the command that caused it.
public enum EventType {
    /// The CloudEvents `source` of every event.
    public static let source = "/kauri/ledger"

    /// The routing key of the event that a suspicion of the risk rules causes: the one event that no command is named after.
    public static let riskFlagged = "risk.flagged"

    /// The routing key of the event that a type of command causes: `wallet.transferred` for `wallet.transfer`.
    public static func routingKey(for command: String) -> String {
        names[command] ?? command
    }

    /// The CloudEvents `type`: the routing key after `kauri.`.
    public static func name(for command: String) -> String {
        "kauri." + routingKey(for: command)
    }

    private static let names: [String: String] = [
        PartyRegister.type: "party.registered",
        UnitRegister.type: "unit.registered",
        AccountOpen.type: "account.opened",
        AccountSuspend.type: "account.suspended",
        AccountActivate.type: "account.activated",
        AccountDeactivate.type: "account.deactivated",
        AccountConfigure.type: "account.configured",
        WalletDeposit.type: "wallet.deposited",
        WalletSpend.type: "wallet.spent",
        WalletTransfer.type: "wallet.transferred",
        HoldPlace.type: "hold.placed",
        HoldCapture.type: "hold.captured",
        HoldRelease.type: "hold.released",
        HoldExpire.type: "hold.expired",
        HoldWarn.type: "hold.expiring",
        TransactionReverse.type: "transaction.reversed",
        TransactionRefund.type: "transaction.refunded",
        JournalPost.type: "journal.posted",
        PartyUpdate.type: "party.updated",
        PartyErase.type: "party.erased",
        JobStart.type: "job.started",
        JobUpdate.type: "job.updated",
        JobRefund.type: "job.refunded",
        JobExpire.type: "job.expired",
        ChargeSaleCreate.type: "charge_sale.created",
        ChargeSaleRefund.type: "charge_sale.refunded",
        CreditRequestCreate.type: "credit_request.created",
        CreditRequestApprove.type: "credit_request.approved",
        CreditRequestReject.type: "credit_request.rejected",
        WithdrawalInitiate.type: "withdrawal.initiated",
        WithdrawalComplete.type: "withdrawal.completed",
        WithdrawalFail.type: "withdrawal.failed",
        BankAccountAdd.type: "bank_account.added",
        BankAccountSetPrimary.type: "bank_account.primary_set",
        BankAccountRemove.type: "bank_account.removed",
        PayoutSchedule.type: "payout.scheduled",
        PayoutRun.type: "payout.ran",
        AdjustmentPost.type: "adjustment.posted",
        ChargebackPost.type: "chargeback.posted",
        PaymentSplit.type: "payment.split",
        FXTransfer.type: "fx.transferred",
        LimitSet.type: "limit.set",
        RiskReview.type: "risk.reviewed",
    ]
}
