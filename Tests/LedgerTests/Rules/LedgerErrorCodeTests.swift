import Contracts
import Ledger
import Testing

/// Each refusal of the ledger, by one example that names it. The list is the contract's, so a new code without an example fails here.
@Suite("Every refusal of the ledger")
struct LedgerErrorCodeTests {
    @Test("is produced by its example", arguments: ErrorCode.allCases.filter { $0.stage == .ledger })
    func example(code: ErrorCode) throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "100")
        let error = try Self.error(code, &ledger)
        #expect(error.code == code, "\(error)")
        #expect(!error.message.isEmpty)
    }

    @Test("Amounts that only the ledger can hold against their unit are rejected and not stored")
    func readingCodes() throws {
        var ledger = try TestLedger()
        let table: [(String, String, ErrorCode, String)] = [
            ("1", "QQQ", .unknownCurrency, "money.currency"), ("1", "SHELLS", .unknownCurrency, "money.currency"),
            ("1.001", "ZAR", .tooManyDecimals, "money.amount"), ("1.0", "JPY", .tooManyDecimals, "money.amount"),
            ("92233720368547758.08", "ZAR", .amountTooLarge, "money.amount"),
            ("23058430092136939.53", "ZAR", .amountTooLarge, "money.amount"),
            ("340282366920938463463374607431768211455", "ZAR", .amountTooLarge, "money.amount"),
        ]
        for (amount, currency, code, field) in table {
            let error = try ledger.refusal(of: transfer(amount, from: "ann", to: "bob", currency))
            #expect(error.code == code, "\(amount) \(currency)")
            #expect(error.field == field)
        }
        // Nothing is stored, so the same message id may carry the right amount.
        let command = try transfer("1", from: "ann", to: "bob", "SHELLS")
        #expect(ledger.submit(command, id: "same").isFailure)
        try ledger.fund("ann", "1")
        #expect(ledger.submit(try transfer("1", from: "ann", to: "bob"), id: "same").status == .committed)
    }

    private static func error(_ code: ErrorCode, _ ledger: inout TestLedger) throws -> CommandError {
        switch code {
        case .deadlineExceeded:
            let late = CommonFields(deadline: ledger.now.adding(seconds: -1))
            return try ledger.refusal(of: transfer("1", from: "ann", to: "bob"), late)
        case .unitExists: return try ledger.refusal(of: UnitRegister(code: "ZAR", name: "Rand", decimals: 2))
        case .partyNotFound:
            return try ledger.refusal(of: AccountOpen(owner: party("zoe"), kind: "main", currency: "ZAR"))
        case .partyExists:
            return try ledger.refusal(
                of: PartyRegister(party: party("ann"), partyType: .user, name: "Ann", kycLevel: 0))
        case .phoneNumberTaken:
            return try ledger.refusal(
                of: PartyRegister(party: party("zoe"), partyType: .user, name: "Zoe", phone: phone("ann"), kycLevel: 0))
        case .accountNotFound: return try ledger.refusal(of: transfer("1", from: "ann", to: "zoe"))
        case .accountExists:
            return try ledger.refusal(of: AccountOpen(owner: party("ann"), kind: "main", currency: "ZAR"))
        case .currencyMismatch:
            return try ledger.refusal(
                of: WalletTransfer(from: wallet("ann", "ZAR"), to: wallet("bob"), money: money("1", "USD")))
        case .unbalanced:
            let legs = [
                Leg(account: try wallet("ann"), money: try money("1")),
                Leg(account: try wallet("bob"), money: try money("-2")),
            ]
            return try ledger.refusal(of: JournalPost(legs: legs))
        case .sameAccount: return try ledger.refusal(of: transfer("1", from: "ann", to: "ann"))
        case .insufficientFunds: return try ledger.refusal(of: transfer("100.01", from: "ann", to: "bob"))
        case .balanceOverflow:
            try ledger.fund("bob", "23058430092136939.52")
            return try ledger.refusal(of: transfer("0.01", from: "ann", to: "bob"))
        case .linkedFailed: return try linkedFailure(&ledger)
        case .versionConflict, .versionUnavailable, .statusConflict, .accountNotEmpty, .overdraftInUse,
            .accountSuspended,
            .accountDeactivated:
            return try accountError(code, &ledger)
        case .holdNotFound, .holdClosed, .holdExpired, .holdNotExpired, .captureExceedsHold:
            return try holdError(code, &ledger)
        default: return try transactionError(code, &ledger)
        }
    }

    private static func linkedFailure(_ ledger: inout TestLedger) throws -> CommandError {
        let good = ledger.envelope(try transfer("1", from: "ann", to: "bob"))
        let bad = ledger.envelope(try transfer("900", from: "ann", to: "bob"))
        let outcomes = ledger.database.commit([.linked(id: "batch", [good, bad])], at: ledger.now)[0]
        guard case .refused(let error) = outcomes[0].status else { throw TestLedger.Unexpected(outcome: "\(outcomes)") }
        return error
    }

    private static func accountError(_ code: ErrorCode, _ ledger: inout TestLedger) throws -> CommandError {
        let ann = try wallet("ann", "ZAR")
        switch code {
        case .versionConflict:
            return try ledger.refusal(of: transfer("1", from: "ann", to: "bob"), CommonFields(expectedVersion: 9))
        case .versionUnavailable:
            try ledger.commit(AccountConfigure(account: ann, unlimited: true))
            return try ledger.refusal(of: transfer("1", from: "ann", to: "bob"), CommonFields(expectedVersion: 1))
        case .statusConflict: return try ledger.refusal(of: AccountActivate(account: ann, reason: "none"))
        case .accountNotEmpty: return try ledger.refusal(of: AccountDeactivate(account: ann, reason: "none"))
        case .overdraftInUse:
            let bob = try wallet("bob", "ZAR")
            try ledger.commit(AccountConfigure(account: bob, overdraftLimit: DecimalAmount(parsing: "50")))
            try ledger.commit(transfer("30", from: "bob", to: "ann"))
            return try ledger.refusal(
                of: AccountConfigure(account: bob, overdraftLimit: DecimalAmount(parsing: "29.99")))
        case .accountSuspended:
            try ledger.commit(AccountSuspend(account: ann, reason: "a question"))
        default:
            try ledger.commit(transfer("100", from: "ann", to: "bob"))
            try ledger.commit(AccountDeactivate(account: ann, reason: "gone"))
        }
        return try ledger.refusal(of: transfer("1", from: "ann", to: "bob"))
    }

    private static func holdError(_ code: ErrorCode, _ ledger: inout TestLedger) throws -> CommandError {
        guard code != .holdNotFound else { return try ledger.refusal(of: HoldRelease(hold: HoldID(number: 12))) }
        let hold = try ledger.hold("ann", "10")
        switch code {
        case .holdClosed:
            try ledger.commit(HoldRelease(hold: hold))
            return try ledger.refusal(of: HoldRelease(hold: hold))
        case .holdExpired:
            ledger.wait(seconds: 100)
            return try ledger.refusal(of: HoldCapture(hold: hold, to: wallet("bob", "ZAR")))
        case .captureExceedsHold:
            return try ledger.refusal(of: HoldCapture(hold: hold, to: wallet("bob"), money: money("10.01")))
        default: return try ledger.refusal(of: HoldExpire(hold: hold))
        }
    }

    private static func transactionError(_ code: ErrorCode, _ ledger: inout TestLedger) throws -> CommandError {
        let transfer = try ledger.post(transfer("10", from: "ann", to: "bob"))
        switch code {
        case .transactionNotFound:
            return try ledger.refusal(of: TransactionReverse(transaction: TransactionID(number: 5), reason: "none"))
        case .transactionNotReversible, .transactionNotRefundable:
            let refund = try ledger.post(TransactionRefund(transaction: transfer, money: money("1"), reason: "some"))
            return code == .transactionNotReversible
                ? try ledger.refusal(of: TransactionReverse(transaction: refund, reason: "none"))
                : try ledger.refusal(of: TransactionRefund(transaction: refund, reason: "none"))
        case .transactionAlreadyReversed:
            try ledger.commit(TransactionReverse(transaction: transfer, reason: "a mistake"))
            return try ledger.refusal(of: TransactionReverse(transaction: transfer, reason: "again"))
        case .transactionAlreadyRefunded:
            try ledger.commit(TransactionRefund(transaction: transfer, money: money("1"), reason: "some"))
            return try ledger.refusal(of: TransactionReverse(transaction: transfer, reason: "all"))
        case .refundExceedsOriginal:
            return try ledger.refusal(
                of: TransactionRefund(transaction: transfer, money: money("10.01"), reason: "much"))
        default:
            Issue.record("\(code) has no example")
            throw TestLedger.Unexpected(outcome: code.rawValue)
        }
    }
}
