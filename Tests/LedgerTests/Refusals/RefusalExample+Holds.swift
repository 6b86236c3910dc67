import Contracts
import Ledger

extension RefusalExample {
    static var holds: [RefusalExample] {
        let ends: [(any Command.Type, @Sendable (HoldID) throws -> any Command)] = [
            (HoldCapture.self, { HoldCapture(hold: $0, to: try wallet("bob", "ZAR")) }),
            (HoldRelease.self, { HoldRelease(hold: $0) }), (HoldExpire.self, { HoldExpire(hold: $0) }),
            (HoldWarn.self, { HoldWarn(hold: $0) }),
        ]
        return ends.flatMap { type, make in
            [
                RefusalExample(type, .holdNotFound) { try $0.refusal(of: make(HoldID(number: 5))) },
                RefusalExample(type, .holdClosed) {
                    let hold = try $0.hold("ann", "10")
                    try $0.commit(HoldRelease(hold: hold))
                    return try $0.refusal(of: make(hold))
                },
                RefusalExample(type, .holdExpired) {
                    let hold = try $0.hold("ann", "10")
                    $0.wait(seconds: 100)
                    try $0.commit(HoldExpire(hold: hold))
                    return try $0.refusal(of: make(hold))
                },
            ]
        } + captures + [
            RefusalExample(HoldPlace.self, .holdExpired) {
                try $0.refusal(of: HoldPlace(wallet: wallet("ann"), money: money("1"), expiresAt: $0.now))
            },
            RefusalExample(HoldExpire.self, .holdNotExpired) {
                try $0.refusal(of: HoldExpire(hold: $0.hold("ann", "10")))
            },
            RefusalExample(HoldRelease.self, .versionConflict) {
                try $0.refusal(of: HoldRelease(hold: $0.hold("ann", "10")), CommonFields(expectedVersion: 99))
            },
            RefusalExample(HoldRelease.self, .versionUnavailable) {
                let hold = try $0.hold("ann", "10")
                try loseLimit(&$0, hold)
                return try $0.refusal(of: HoldRelease(hold: hold), CommonFields(expectedVersion: 1))
            },
            RefusalExample(HoldCapture.self, .versionUnavailable) {
                let hold = try $0.hold("ann", "10")
                try loseLimit(&$0, hold)
                return try $0.refusal(
                    of: HoldCapture(hold: hold, to: wallet("bob", "ZAR")), CommonFields(expectedVersion: 1))
            },
        ]
    }

    /// A limit only goes when nothing is held any more; the hold then is closed, but the version is looked at first.
    private static func loseLimit(_ ledger: inout TestLedger, _ hold: HoldID) throws {
        try ledger.commit(HoldRelease(hold: hold))
        try ledger.commit(AccountConfigure(account: wallet("ann", "ZAR"), unlimited: true))
    }

    /// What is wrong with a capture, tried on a hold of ten rand.
    private static var captures: [RefusalExample] {
        func example(
            _ code: ErrorCode, before: @escaping @Sendable (inout TestLedger) throws -> Void = { _ in },
            version: Int64? = nil, _ make: @escaping @Sendable (HoldID) throws -> HoldCapture
        ) -> RefusalExample {
            RefusalExample(HoldCapture.self, code) {
                let hold = try $0.hold("ann", "10")
                try before(&$0)
                return try $0.refusal(of: make(hold), CommonFields(expectedVersion: version))
            }
        }
        return [
            example(.partyNotFound) {
                HoldCapture(hold: $0, to: .phone(try phone("zoe"), kind: "main", currency: "ZAR"))
            },
            example(.accountNotFound) { HoldCapture(hold: $0, to: try wallet("zoe", "ZAR")) },
            example(.currencyMismatch) {
                HoldCapture(hold: $0, to: try wallet("bob", "ZAR"), money: try money("1", "USD"))
            },
            example(.versionConflict, version: 99) { HoldCapture(hold: $0, to: try wallet("bob", "ZAR")) },
            example(.captureExceedsHold) { HoldCapture(hold: $0, to: try wallet("bob"), money: try money("10.01")) },
            example(.sameAccount) { HoldCapture(hold: $0, to: try wallet("ann", "ZAR")) },
            example(
                .accountSuspended,
                before: { try $0.commit(AccountSuspend(account: wallet("bob", "ZAR"), reason: "a question")) }
            ) { HoldCapture(hold: $0, to: try wallet("bob", "ZAR")) },
            example(
                .accountDeactivated,
                before: { try $0.commit(AccountDeactivate(account: wallet("bob", "ZAR"), reason: "gone")) }
            ) { HoldCapture(hold: $0, to: try wallet("bob", "ZAR")) },
            example(.balanceOverflow, before: { try $0.fund("bob", most) }) {
                HoldCapture(hold: $0, to: try wallet("bob", "ZAR"))
            },
        ]
    }

    /// Reversals and refunds of a transfer of ten rand.
    static var givingBack: [RefusalExample] {
        let both: [(any Command.Type, @Sendable (TransactionID) throws -> any Command)] = [
            (TransactionReverse.self, { TransactionReverse(transaction: $0, reason: "a mistake") }),
            (TransactionRefund.self, { TransactionRefund(transaction: $0, reason: "not wanted") }),
        ]
        return both.flatMap { type, make in
            func example(
                _ code: ErrorCode, _ before: @escaping @Sendable (inout TestLedger, TransactionID) throws -> Void
            ) -> RefusalExample {
                RefusalExample(type, code) {
                    let past = try $0.post(transfer("10", from: "ann", to: "bob"))
                    try before(&$0, past)
                    return try $0.refusal(of: make(past))
                }
            }
            return [
                RefusalExample(type, .transactionNotFound) { try $0.refusal(of: make(TransactionID(number: 5))) },
                example(.transactionAlreadyReversed) {
                    try $0.commit(TransactionReverse(transaction: $1, reason: "first"))
                },
                example(.accountSuspended) { ledger, _ in
                    try ledger.commit(AccountSuspend(account: wallet("bob", "ZAR"), reason: "a question"))
                },
                example(.accountDeactivated) { ledger, _ in
                    try ledger.commit(transfer("90", from: "ann", to: "bob"))
                    try ledger.commit(AccountDeactivate(account: wallet("ann", "ZAR"), reason: "gone"))
                },
                example(.balanceOverflow) { ledger, _ in
                    try ledger.commit(transfer("90", from: "ann", to: "bob"))
                    try ledger.fund("ann", most)
                },
                example(.insufficientFunds) { ledger, _ in try ledger.commit(transfer("1", from: "bob", to: "cem")) },
            ]
        } + [
            RefusalExample(TransactionReverse.self, .transactionAlreadyRefunded) {
                let past = try $0.post(transfer("10", from: "ann", to: "bob"))
                try $0.commit(TransactionRefund(transaction: past, money: money("1"), reason: "some"))
                return try $0.refusal(of: TransactionReverse(transaction: past, reason: "all"))
            },
            RefusalExample(TransactionReverse.self, .transactionNotReversible) {
                let past = try $0.post(JobStart(wallet: wallet("ann"), money: money("1"), jobType: "render"))
                return try $0.refusal(of: TransactionReverse(transaction: past, reason: "all"))
            },
            RefusalExample(TransactionRefund.self, .transactionNotRefundable) {
                let past = try $0.post(JobStart(wallet: wallet("ann"), money: money("1"), jobType: "render"))
                return try $0.refusal(of: TransactionRefund(transaction: past, reason: "all"))
            },
            RefusalExample(TransactionRefund.self, .currencyMismatch) {
                let past = try $0.post(transfer("10", from: "ann", to: "bob"))
                return try $0.refusal(
                    of: TransactionRefund(transaction: past, money: money("1", "USD"), reason: "some"))
            },
            RefusalExample(TransactionRefund.self, .refundExceedsOriginal) {
                let past = try $0.post(transfer("10", from: "ann", to: "bob"))
                return try $0.refusal(of: TransactionRefund(transaction: past, money: money("10.01"), reason: "much"))
            },
        ]
    }
}
