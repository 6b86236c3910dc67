import Contracts

extension HistoryGenerator {
    /// How often each type comes, in parts of their sum.
    private static let weights: [(type: any Command.Type, weight: Int64)] = [
        (WalletTransfer.self, 18), (WalletDeposit.self, 16), (WalletSpend.self, 8), (HoldPlace.self, 12),
        (HoldCapture.self, 18), (HoldRelease.self, 5), (HoldExpire.self, 6), (TransactionRefund.self, 10),
        (TransactionReverse.self, 6), (JournalPost.self, 6), (AccountOpen.self, 4), (AccountSuspend.self, 3),
        (AccountActivate.self, 3), (AccountDeactivate.self, 3), (AccountConfigure.self, 5), (PartyRegister.self, 4),
        (UnitRegister.self, 1), (PartyUpdate.self, 8), (PartyErase.self, 7), (JobStart.self, 9), (JobUpdate.self, 8),
        (JobRefund.self, 6), (JobExpire.self, 4), (ChargeSaleCreate.self, 7), (ChargeSaleRefund.self, 4),
        (CreditRequestCreate.self, 5), (CreditRequestApprove.self, 5), (CreditRequestReject.self, 3),
        (WithdrawalInitiate.self, 9), (WithdrawalComplete.self, 4), (WithdrawalFail.self, 5), (BankAccountAdd.self, 7),
        (BankAccountSetPrimary.self, 5), (BankAccountRemove.self, 4), (PayoutSchedule.self, 5), (PayoutRun.self, 8),
        (AdjustmentPost.self, 4), (ChargebackPost.self, 3), (PaymentSplit.self, 7), (FXTransfer.self, 8),
        (LimitSet.self, 4), (RiskReview.self, 5),
    ]

    /// One command of any type. Where nothing fits it, something else is deposited.
    mutating func command(_ now: Timestamp, _ model: NaiveLedger) -> any Command {
        if given != nil, random.chance(60) { return change(model) }
        var rest = random.number(0...(Self.weights.reduce(0) { $0 + $1.weight } - 1))
        let chosen = Self.weights.first { entry in
            rest -= entry.weight
            return rest < 0
        }
        let account = wallet(model)
        let command: (any Command)?
        switch chosen?.type {
        case is WalletTransfer.Type: command = account.flatMap { transfer($0, model) }
        case is WalletSpend.Type: command = account.flatMap { spend($0, model) }
        case is HoldPlace.Type: command = account.flatMap { place($0, now, model) }
        case is HoldCapture.Type: command = capture(model)
        case is HoldRelease.Type: command = anyHold(model).map { HoldRelease(hold: $0.id, reason: text(30)) }
        case is HoldExpire.Type: command = anyHold(model).map { end(of: $0, now) }
        case is TransactionRefund.Type: command = refund(model)
        case is TransactionReverse.Type: command = reverse(model)
        case is JournalPost.Type: command = journal(model)
        case is PartyRegister.Type: command = registration(of: Int(random.number(0...16)))
        case is UnitRegister.Type: command = registration()
        case is AccountOpen.Type: command = opening(model)
        case is WalletDeposit.Type: command = nil
        case is PartyUpdate.Type: command = change(model)
        case is PartyErase.Type: command = erasure(model)
        case let type?: command = workflow(type, account, now, model)
        case nil: command = nil
        }
        return command ?? deposit(model)
    }

    private mutating func workflow(
        _ type: any Command.Type, _ account: NaiveAccount?, _ now: Timestamp, _ model: NaiveLedger
    ) -> (any Command)? {
        switch type {
        case is JobStart.Type: account.flatMap { job($0, model) }
        case is JobUpdate.Type: jobUpdate(model)
        case is JobRefund.Type: JobRefund(job: unpaidJob(model), reason: "not done")
        case is JobExpire.Type: JobExpire(job: jobID(model, [.pending, .running]))
        case is ChargeSaleCreate.Type: account.flatMap { sale($0, model) }
        case is ChargeSaleRefund.Type: saleRefund(model)
        case is CreditRequestCreate.Type: account.flatMap { creditRequest($0, model) }
        case is CreditRequestApprove.Type: CreditRequestApprove(creditRequest: creditID(model), reason: text(40))
        case is CreditRequestReject.Type: CreditRequestReject(creditRequest: creditID(model), reason: "not now")
        case is BankAccountAdd.Type: bankAccount(model)
        case is BankAccountSetPrimary.Type: BankAccountSetPrimary(bankAccount: anyBankAccount(model))
        case is BankAccountRemove.Type: BankAccountRemove(bankAccount: anyBankAccount(model), reason: text(30))
        case is WithdrawalInitiate.Type: withdrawal(model)
        case is WithdrawalComplete.Type:
            WithdrawalComplete(withdrawal: withdrawalID(model), reference: text(30))
        case is WithdrawalFail.Type: WithdrawalFail(withdrawal: withdrawalID(model), reason: "returned by the bank")
        case is PayoutSchedule.Type: account.map { plan($0, model) }
        case is PayoutRun.Type: payout(now, model)
        case is AdjustmentPost.Type: account.flatMap { adjustment($0, model) }
        case is ChargebackPost.Type: account.flatMap { chargeback($0, model) }
        case is PaymentSplit.Type: account.flatMap { split($0, model) }
        case is FXTransfer.Type: account.flatMap { exchange($0, model) }
        case is LimitSet.Type: account.map { limit($0, model) }
        case is RiskReview.Type: review(model)
        default: account.map { administration(type, $0, model) }
        }
    }
}
