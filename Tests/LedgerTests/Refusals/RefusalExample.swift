import Contracts
import Ledger
import Testing

/// How one type of command comes to be refused with one code, tried on a small ledger in which Ann has 100 rand.
struct RefusalExample: Sendable, CustomTestStringConvertible {
    let type: String
    let code: ErrorCode
    let policy: Policy
    let happen: @Sendable (inout TestLedger) throws -> CommandError

    init(
        _ type: any Command.Type, _ code: ErrorCode, policy: Policy = Policy(keepsBankAccounts: true),
        _ happen: @escaping @Sendable (inout TestLedger) throws -> CommandError
    ) {
        self.type = type.type
        self.code = code
        self.policy = policy
        self.happen = happen
    }

    var testDescription: String { "\(type): \(code.rawValue)" }

    /// Every example.
    static var all: [RefusalExample] {
        wallets + payments + arrivals + accounts + parties + holds + givingBack + jobs + sales + credits + withdrawals
            + bankAccounts + payouts + bounds + always
    }
}
