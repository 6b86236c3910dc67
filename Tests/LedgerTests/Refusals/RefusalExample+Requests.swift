import Contracts
import Ledger

extension RefusalExample {
    private static func job() throws -> JobStart {
        JobStart(wallet: try wallet("ann"), money: try money("10"), jobType: "render", expiresIn: 60)
    }

    static var jobs: [RefusalExample] {
        let ends: [(any Command.Type, @Sendable (JobID) throws -> any Command)] = [
            (JobUpdate.self, { JobUpdate(job: $0, state: .failed, refund: true) }),
            (JobRefund.self, { JobRefund(job: $0, reason: "not done") }), (JobExpire.self, { JobExpire(job: $0) }),
        ]
        return ends.flatMap { type, make in
            /// A job that could be given back but for what happens before.
            func example(
                _ code: ErrorCode, _ before: @escaping @Sendable (inout TestLedger) throws -> Void
            ) -> RefusalExample {
                RefusalExample(type, code) {
                    let job = try $0.make(job(), JobID.self)
                    if type is JobRefund.Type { try $0.commit(JobUpdate(job: job, state: .failed)) }
                    try before(&$0)
                    $0.wait(seconds: 60)
                    return try $0.refusal(of: make(job))
                }
            }
            return [
                RefusalExample(type, .jobNotFound) { try $0.refusal(of: make(JobID(number: 5))) },
                RefusalExample(type, .requestClosed) {
                    let job = try $0.make(job(), JobID.self)
                    try $0.commit(JobUpdate(job: job, state: .completed))
                    return try $0.refusal(of: make(job))
                },
                example(.balanceOverflow) {
                    try $0.commit(transfer("90", from: "ann", to: "bob"))
                    try $0.fund("ann", most)
                },
            ]
        } + [
            // A wallet is not deactivated while a job is under way; one that has failed is over.
            RefusalExample(JobRefund.self, .accountDeactivated) {
                let job = try $0.make(job(), JobID.self)
                try $0.commit(JobUpdate(job: job, state: .failed))
                try $0.commit(transfer("90", from: "ann", to: "bob"))
                try $0.commit(AccountDeactivate(account: wallet("ann", "ZAR"), reason: "gone"))
                return try $0.refusal(of: JobRefund(job: job, reason: "not done"))
            },
            RefusalExample(JobExpire.self, .jobNotExpired) {
                let job = try $0.make(job(), JobID.self)
                $0.wait(seconds: 59)
                return try $0.refusal(of: JobExpire(job: job))
            },
        ]
    }

    static var sales: [RefusalExample] {
        func refund(
            _ code: ErrorCode, _ before: @escaping @Sendable (inout TestLedger) throws -> Void
        ) -> RefusalExample {
            RefusalExample(ChargeSaleRefund.self, code) {
                let sale = try $0.make(sale("bob"), ChargeSaleID.self)
                try before(&$0)
                return try $0.refusal(of: ChargeSaleRefund(chargeSale: sale, reason: "wrong number"))
            }
        }
        return [
            RefusalExample(ChargeSaleCreate.self, .sameAccount) { try $0.refusal(of: sale("ann")) },
            RefusalExample(ChargeSaleRefund.self, .chargeSaleNotFound) {
                try $0.refusal(of: ChargeSaleRefund(chargeSale: ChargeSaleID(number: 5), reason: "none"))
            },
            RefusalExample(ChargeSaleRefund.self, .requestClosed) {
                let sale = try $0.make(sale("bob"), ChargeSaleID.self)
                try $0.commit(ChargeSaleRefund(chargeSale: sale, reason: "wrong number"))
                return try $0.refusal(of: ChargeSaleRefund(chargeSale: sale, reason: "again"))
            },
            refund(.accountSuspended) {
                try $0.commit(AccountSuspend(account: wallet("bob", "ZAR"), reason: "a question"))
            },
            refund(.accountDeactivated) {
                try $0.commit(transfer("90", from: "ann", to: "cem"))
                try $0.commit(AccountDeactivate(account: wallet("ann", "ZAR"), reason: "gone"))
            },
            refund(.balanceOverflow) {
                try $0.commit(transfer("90", from: "ann", to: "cem"))
                try $0.fund("ann", most)
            },
            refund(.insufficientFunds) { try $0.commit(transfer("0.01", from: "bob", to: "cem")) },
        ]
    }

    private static func sale(_ receiver: String) throws -> ChargeSaleCreate {
        ChargeSaleCreate(
            wallet: try wallet("ann"), money: try money("10"), phone: try phone(receiver), delivery: .wallet)
    }

    static var credits: [RefusalExample] {
        let decisions: [(any Command.Type, @Sendable (CreditRequestID) -> any Command)] = [
            (CreditRequestApprove.self, { CreditRequestApprove(creditRequest: $0) }),
            (CreditRequestReject.self, { CreditRequestReject(creditRequest: $0, reason: "not now") }),
        ]
        func approval(
            _ code: ErrorCode, _ before: @escaping @Sendable (inout TestLedger) throws -> Void
        ) -> RefusalExample {
            RefusalExample(CreditRequestApprove.self, code) {
                let credit = try $0.make(ask(), CreditRequestID.self)
                try before(&$0)
                return try $0.refusal(of: CreditRequestApprove(creditRequest: credit), asAdmin())
            }
        }
        return decisions.flatMap { type, make in
            [
                RefusalExample(type, .creditRequestNotFound) {
                    try $0.refusal(of: make(CreditRequestID(number: 5)), asAdmin())
                },
                RefusalExample(type, .requestClosed) {
                    let credit = try $0.make(ask(), CreditRequestID.self)
                    try $0.commit(CreditRequestApprove(creditRequest: credit), asAdmin())
                    return try $0.refusal(of: make(credit), asAdmin())
                },
            ]
        } + [
            approval(.accountSuspended) {
                try $0.commit(AccountSuspend(account: wallet("bob", "ZAR"), reason: "a question"))
            },
            RefusalExample(CreditRequestApprove.self, .accountDeactivated) {
                try $0.commit(AccountDeactivate(account: wallet("bob", "ZAR"), reason: "gone"))
                let credit = try $0.make(ask(), CreditRequestID.self)
                return try $0.refusal(of: CreditRequestApprove(creditRequest: credit), asAdmin())
            },
            approval(.balanceOverflow) { try $0.fund("bob", most) },
        ]
    }

    private static func ask() throws -> CreditRequestCreate {
        CreditRequestCreate(wallet: try wallet("bob"), money: try money("1"), reason: "stock")
    }

    static var withdrawals: [RefusalExample] {
        let ends: [(any Command.Type, @Sendable (WithdrawalID) -> any Command)] = [
            (WithdrawalComplete.self, { WithdrawalComplete(withdrawal: $0) }),
            (WithdrawalFail.self, { WithdrawalFail(withdrawal: $0, reason: "returned") }),
        ]
        func failure(
            _ code: ErrorCode, _ before: @escaping @Sendable (inout TestLedger) throws -> Void
        ) -> RefusalExample {
            RefusalExample(WithdrawalFail.self, code) {
                _ = try $0.bank("ann")
                let all = WithdrawalInitiate(wallet: try wallet("ann"), money: try money("100"))
                let withdrawal = try $0.make(all, WithdrawalID.self)
                try before(&$0)
                return try $0.refusal(of: WithdrawalFail(withdrawal: withdrawal, reason: "returned"))
            }
        }
        return ends.flatMap { type, make in
            [
                RefusalExample(type, .withdrawalNotFound) { try $0.refusal(of: make(WithdrawalID(number: 5))) },
                RefusalExample(type, .requestClosed) {
                    _ = try $0.bank("ann")
                    let some = WithdrawalInitiate(wallet: try wallet("ann"), money: try money("1"))
                    let withdrawal = try $0.make(some, WithdrawalID.self)
                    try $0.commit(WithdrawalComplete(withdrawal: withdrawal))
                    return try $0.refusal(of: make(withdrawal))
                },
            ]
        } + [
            RefusalExample(WithdrawalInitiate.self, .noPrimaryBankAccount) {
                try $0.refusal(of: WithdrawalInitiate(wallet: wallet("ann"), money: money("1")))
            },
            RefusalExample(WithdrawalInitiate.self, .bankAccountNotFound) {
                let bank = try $0.bank("bob")
                return try $0.refusal(
                    of: WithdrawalInitiate(wallet: wallet("ann"), money: money("1"), bankAccount: bank))
            },
            failure(.balanceOverflow) { try $0.fund("ann", most) },
        ]
    }

    static var payouts: [RefusalExample] {
        let rule = RiskRule(name: "any", currency: nil, measure: .count(over: 0, seconds: 60), action: .deny)
        func bounded(
            _ code: ErrorCode, policy: Policy = Policy(keepsBankAccounts: true),
            _ limit: @escaping @Sendable () throws -> LimitSet
        ) -> RefusalExample {
            RefusalExample(PayoutRun.self, code, policy: policy) {
                _ = try $0.bank("ann")
                try $0.commit(limit())
                return try $0.refusal(of: PayoutRun(wallet: wallet("ann", "ZAR")))
            }
        }
        return [
            bounded(.amountBelowMinimum) { LimitSet(wallet: try wallet("ann", "ZAR"), minimum: try amount("100.01")) },
            bounded(.amountAboveMaximum) { LimitSet(wallet: try wallet("ann", "ZAR"), maximum: try amount("99.99")) },
            bounded(.dailyLimitExceeded) { LimitSet(kycLevel: 0, currency: "ZAR", daily: try amount("99.99")) },
            bounded(.riskDenied, policy: Policy(riskRules: [rule], keepsBankAccounts: true)) {
                LimitSet(wallet: try wallet("ann", "ZAR"))
            },
            RefusalExample(PayoutRun.self, .nothingToPayOut) {
                try $0.refusal(of: PayoutRun(wallet: wallet("bob", "ZAR")))
            },
            RefusalExample(PayoutRun.self, .noPrimaryBankAccount) {
                try $0.refusal(of: PayoutRun(wallet: wallet("ann", "ZAR")))
            },
            RefusalExample(PayoutRun.self, .payoutNotDue) {
                try $0.refusal(of: PayoutRun(wallet: wallet("ann", "ZAR"), dueAt: $0.now))
            },
            RefusalExample(PayoutRun.self, .accountSuspended) {
                _ = try $0.bank("ann")
                try $0.commit(AccountSuspend(account: wallet("ann", "ZAR"), reason: "a question"))
                return try $0.refusal(of: PayoutRun(wallet: wallet("ann", "ZAR")))
            },
            RefusalExample(PayoutSchedule.self, .tooManyDecimals) {
                try $0.refusal(
                    of: PayoutSchedule(wallet: wallet("ann", "ZAR"), interval: .daily, minimum: amount("1.001")))
            },
            RefusalExample(PayoutSchedule.self, .amountTooLarge) {
                try $0.refusal(
                    of: PayoutSchedule(
                        wallet: wallet("ann", "ZAR"), interval: .threshold, minimum: amount("23058430092136939.53")))
            },
        ]
    }
}
