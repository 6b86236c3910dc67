import Contracts
import Ledger
import Testing

/// Each refusal of each type of command, by one example that names it. The list is the contract's, so a new code without an example fails here,
/// and so does an example of which the contract knows nothing.
@Suite("Every refusal of every command")
struct LedgerErrorCodeTests {
    @Test("is produced by its example", arguments: RefusalExample.all)
    func example(_ example: RefusalExample) throws {
        var ledger = try TestLedger(policy: example.policy)
        try ledger.commit(WalletDeposit(wallet: wallet("ann"), money: money("100"), source: .cash))
        let error = try example.happen(&ledger)
        #expect(error.code == example.code, "\(error)")
        #expect(!error.message.isEmpty)
    }

    @Test("is told by the contract, and no other")
    func contract() throws {
        let contract = try ContractRefusals()
        let ofLedger = Set(ErrorCode.allCases.filter { $0.stage == .ledger || $0 == .forbidden }.map(\.rawValue))
        for type in CommandCatalog.all {
            let shown = Set(RefusalExample.all.filter { $0.type == type.type }.map(\.code.rawValue))
            let told = try #require(contract.codes[type.type], "\(type.type)")
            #expect(shown.intersection(ofLedger) == told.intersection(ofLedger), "\(type.type)")
            // Codes of reading arise there too, so the contract may tell more of them, never fewer.
            #expect(shown.isSubset(of: told), "\(type.type): \(shown.subtracting(told))")
        }
        let shown = Set(RefusalExample.all.map(\.code))
        #expect(Set(ErrorCode.allCases.filter { $0.stage == .ledger }).isSubset(of: shown))
    }

    @Test("Amounts that only the ledger can hold against their unit are rejected and not stored")
    func readingCodes() throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "100")
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
}
