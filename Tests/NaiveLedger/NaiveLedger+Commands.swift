import Contracts

extension NaiveLedger {
    /// Does what a command asks for, or says why not.
    mutating func carryOut(_ turn: Turn) throws(Refusal) {
        switch turn.envelope.command {
        case let command as PartyRegister: try register(command)
        case let command as PartyUpdate: try update(command)
        case let command as PartyErase: try erase(command)
        case let command as UnitRegister: try register(command)
        case let command as AccountOpen: try open(command, turn)
        case let command as AccountSuspend: try set(.suspended, on: command.account, from: [.active], turn)
        case let command as AccountActivate:
            try set(.active, on: command.account, from: [.suspended, .deactivated], turn)
        case let command as AccountDeactivate:
            try set(.deactivated, on: command.account, from: [.active, .suspended], turn)
        case let command as AccountConfigure: try configure(command, turn)
        case let command as LimitSet: try set(command)
        case let command as RiskReview: try review(command)
        case let command as BankAccountAdd: try add(command, turn)
        case let command as BankAccountSetPrimary: try setPrimary(command)
        case let command as BankAccountRemove: try remove(command)
        default: try carryOutMovement(turn)
        }
    }

    private mutating func carryOutMovement(_ turn: Turn) throws(Refusal) {
        switch turn.envelope.command {
        case let command as WalletDeposit: try deposit(command, turn)
        case let command as WalletSpend: try spend(command, turn)
        case let command as WalletTransfer: try transfer(command, turn)
        case let command as HoldPlace: try place(command, turn)
        case let command as HoldCapture: try capture(command, turn)
        case let command as HoldRelease: try release(command, turn)
        case let command as HoldExpire: try expire(command, turn)
        case let command as HoldWarn: try warn(command, turn)
        case let command as TransactionReverse: try reverse(command, turn)
        case let command as TransactionRefund: try refund(command, turn)
        case let command as JournalPost: try post(command, turn)
        case let command as AdjustmentPost: try adjust(command, turn)
        case let command as ChargebackPost: try chargeBack(command, turn)
        case let command as PaymentSplit: try pay(command, turn)
        case let command as FXTransfer: try exchange(command, turn)
        default: try carryOutRequest(turn)
        }
    }

    private mutating func carryOutRequest(_ turn: Turn) throws(Refusal) {
        switch turn.envelope.command {
        case let command as JobStart: try start(command, turn)
        case let command as JobUpdate: try update(command, turn)
        case let command as JobRefund: try refund(command, turn)
        case let command as JobExpire: try expire(command, turn)
        case let command as ChargeSaleCreate: try sell(command, turn)
        case let command as ChargeSaleRefund: try refund(command, turn)
        case let command as CreditRequestCreate: try ask(command, turn)
        case let command as CreditRequestApprove: try approve(command, turn)
        case let command as CreditRequestReject: try reject(command)
        case let command as WithdrawalInitiate: try withdraw(command, turn)
        case let command as WithdrawalComplete: try complete(command, turn)
        case let command as WithdrawalFail: try fail(command, turn)
        case let command as PayoutSchedule: try schedule(command, turn)
        case let command as PayoutRun: try run(command, turn)
        default: throw Refusal(.unknownType)
        }
    }

    /// A number for an object that the real system did not make: nothing that it gives out.
    mutating func nextNumber() -> Int64 {
        ownNumber += 1
        return ownNumber
    }
}
