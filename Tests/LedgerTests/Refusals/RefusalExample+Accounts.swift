import Contracts
import Ledger

extension RefusalExample {
    /// A type of command about a wallet, without money.
    private struct Administration: Sendable {
        let type: any Command.Type
        let make: @Sendable (AccountReference) throws -> any Command
        var isConditional = true
    }

    private static let administrations: [Administration] = [
        Administration(type: AccountSuspend.self, make: { AccountSuspend(account: $0, reason: "a question") }),
        Administration(type: AccountActivate.self, make: { AccountActivate(account: $0, reason: "answered") }),
        Administration(type: AccountDeactivate.self, make: { AccountDeactivate(account: $0, reason: "gone") }),
        Administration(
            type: AccountConfigure.self, make: { AccountConfigure(account: $0, overdraftLimit: try amount("5")) }),
        Administration(
            type: PayoutSchedule.self, make: { PayoutSchedule(wallet: $0, interval: .daily) }, isConditional: false),
        Administration(type: PayoutRun.self, make: { PayoutRun(wallet: $0) }, isConditional: false),
        Administration(type: LimitSet.self, make: { LimitSet(wallet: $0) }, isConditional: false),
    ]

    static var accounts: [RefusalExample] {
        administrations.flatMap(examples) + [
            RefusalExample(AccountSuspend.self, .statusConflict) {
                try $0.commit(AccountSuspend(account: wallet("ann", "ZAR"), reason: "a question"))
                return try $0.refusal(of: AccountSuspend(account: wallet("ann", "ZAR"), reason: "again"))
            },
            RefusalExample(AccountActivate.self, .statusConflict) {
                try $0.refusal(of: AccountActivate(account: wallet("ann", "ZAR"), reason: "none"))
            },
            RefusalExample(AccountDeactivate.self, .statusConflict) {
                try $0.commit(AccountDeactivate(account: wallet("bob", "ZAR"), reason: "gone"))
                return try $0.refusal(of: AccountDeactivate(account: wallet("bob", "ZAR"), reason: "again"))
            },
            RefusalExample(AccountDeactivate.self, .accountNotEmpty) {
                try $0.refusal(of: AccountDeactivate(account: wallet("ann", "ZAR"), reason: "gone"))
            },
            RefusalExample(AccountConfigure.self, .statusConflict) {
                _ = try $0.hold("ann", "1")
                return try $0.refusal(of: AccountConfigure(account: wallet("ann", "ZAR"), unlimited: true))
            },
            RefusalExample(AccountConfigure.self, .overdraftInUse) {
                let bob = try wallet("bob", "ZAR")
                try $0.commit(AccountConfigure(account: bob, overdraftLimit: amount("50")))
                try $0.commit(transfer("30", from: "bob", to: "ann"))
                return try $0.refusal(of: AccountConfigure(account: bob, overdraftLimit: amount("29.99")))
            },
            RefusalExample(PayoutSchedule.self, .statusConflict) {
                try $0.commit(AccountConfigure(account: wallet("ann", "ZAR"), unlimited: true))
                return try $0.refusal(of: PayoutSchedule(wallet: wallet("ann", "ZAR"), interval: .daily))
            },
            RefusalExample(HoldPlace.self, .statusConflict) {
                try $0.commit(AccountConfigure(account: wallet("ann", "ZAR"), unlimited: true))
                return try $0.refusal(of: HoldPlace(wallet: wallet("ann"), money: money("1")))
            },
            RefusalExample(AccountOpen.self, .partyNotFound) {
                try $0.refusal(of: AccountOpen(owner: party("zoe"), kind: "main", currency: "ZAR"))
            },
            RefusalExample(AccountOpen.self, .partyErased) {
                try $0.commit(PartyErase(party: party("cem"), reason: "asked for it"))
                return try $0.refusal(of: AccountOpen(owner: party("cem"), kind: "savings", currency: "ZAR"))
            },
            RefusalExample(AccountOpen.self, .accountExists) {
                try $0.refusal(of: AccountOpen(owner: party("ann"), kind: "main", currency: "ZAR"))
            },
            RefusalExample(UnitRegister.self, .unitExists) {
                try $0.refusal(of: UnitRegister(code: "ZAR", name: "Rand", decimals: 2))
            },
        ]
    }

    private static func examples(_ command: Administration) -> [RefusalExample] {
        var examples = [
            RefusalExample(command.type, .partyNotFound) {
                try $0.refusal(of: command.make(.phone(phone("zoe"), kind: "main", currency: "ZAR")))
            },
            RefusalExample(command.type, .accountNotFound) { try $0.refusal(of: command.make(wallet("zoe", "ZAR"))) },
            RefusalExample(command.type, .unknownCurrency) {
                try $0.refusal(of: command.make(wallet("ann", "SHELLS")))
            },
            RefusalExample(command.type, .invalidField) {
                try $0.refusal(of: command.make(.system(.fees, currency: "ZAR")))
            },
        ]
        guard command.isConditional else { return examples }
        examples += [
            RefusalExample(command.type, .versionConflict) {
                try $0.refusal(of: command.make(wallet("ann", "ZAR")), CommonFields(expectedVersion: 99))
            },
            RefusalExample(command.type, .versionUnavailable) {
                try $0.commit(AccountConfigure(account: wallet("ann", "ZAR"), unlimited: true))
                return try $0.refusal(of: command.make(wallet("ann", "ZAR")), CommonFields(expectedVersion: 1))
            },
        ]
        return examples
    }
}
