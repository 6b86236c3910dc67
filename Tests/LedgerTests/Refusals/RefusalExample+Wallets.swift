import Contracts
import Ledger

extension RefusalExample {
    /// The most that an account can hold, in rand.
    static let most = "23058430092136939.52"

    /// What every command with a wallet and money can meet.
    static var wallets: [RefusalExample] {
        let all =
            WalletCommand.counted + WalletCommand.uncounted + [
                WalletCommand.chargeback, WalletCommand.deposit, WalletCommand.hold, WalletCommand.credit,
            ]
        return all.flatMap { command in
            [
                RefusalExample(command.type, .partyNotFound) {
                    try command.prepare(&$0)
                    return try command.refusal(&$0, .phone(phone("zoe"), kind: "main", currency: nil), money("1"))
                },
                RefusalExample(command.type, .accountNotFound) {
                    try command.prepare(&$0)
                    return try command.refusal(&$0, wallet("ann", kind: "savings"), money("1"))
                },
                RefusalExample(command.type, .currencyMismatch) {
                    try command.prepare(&$0)
                    return try command.refusal(&$0, wallet("ann", "ZAR"), money("1", "USD"))
                },
                RefusalExample(command.type, .invalidField) {
                    try command.prepare(&$0)
                    return try command.refusal(&$0, .system(.cash, currency: "ZAR"), money("1"))
                },
                RefusalExample(command.type, .unknownCurrency) {
                    try command.prepare(&$0)
                    return try command.refusal(&$0, wallet("ann"), money("1", "SHELLS"))
                },
                RefusalExample(command.type, .tooManyDecimals) {
                    try command.prepare(&$0)
                    return try command.refusal(&$0, wallet("ann"), money("1.001"))
                },
                RefusalExample(command.type, .amountTooLarge) {
                    try command.prepare(&$0)
                    return try command.refusal(&$0, wallet("ann"), money("23058430092136939.53"))
                },
            ]
        }
    }

    /// What every payment can meet; so can, but for funds and limits, what arrives.
    static var payments: [RefusalExample] {
        let paying = WalletCommand.counted + WalletCommand.uncounted + [WalletCommand.hold]
        return (WalletCommand.counted + [WalletCommand.hold]).flatMap(boundExamples)
            + (paying + [WalletCommand.chargeback, WalletCommand.deposit]).flatMap(stateExamples)
            + (paying + [WalletCommand.chargeback]).map(overflow)
            + paying.map { command in
                RefusalExample(command.type, .insufficientFunds) {
                    try command.prepare(&$0)
                    return try command.refusal(&$0, wallet("ann"), money("100.01"))
                }
            }
    }

    private static func stateExamples(_ command: WalletCommand) -> [RefusalExample] {
        var examples = [
            RefusalExample(command.type, .versionConflict) {
                try command.prepare(&$0)
                return try command.refusal(&$0, wallet("ann"), money("1"), version: 99)
            },
            RefusalExample(command.type, .accountDeactivated) {
                try command.prepare(&$0)
                try $0.commit(transfer("100", from: "ann", to: "bob"))
                try $0.commit(AccountDeactivate(account: wallet("ann", "ZAR"), reason: "gone"))
                return try command.refusal(&$0, wallet("ann"), money("1"))
            },
        ]
        // A chargeback reaches a suspended wallet: the bank has the money already.
        if !(command.type is ChargebackPost.Type) {
            examples.append(
                RefusalExample(command.type, .accountSuspended) {
                    try command.prepare(&$0)
                    try $0.commit(AccountSuspend(account: wallet("ann", "ZAR"), reason: "a question"))
                    return try command.refusal(&$0, wallet("ann"), money("1"))
                })
        }
        // Nothing is held on a wallet without a limit, whatever its version.
        if !(command.type is HoldPlace.Type) {
            examples.append(
                RefusalExample(command.type, .versionUnavailable) {
                    try command.prepare(&$0)
                    try $0.commit(AccountConfigure(account: wallet("ann", "ZAR"), unlimited: true))
                    return try command.refusal(&$0, wallet("ann"), money("1"), version: 1)
                })
        }
        return examples
    }

    private static func boundExamples(_ command: WalletCommand) -> [RefusalExample] {
        let rule = RiskRule(name: "large", currency: "ZAR", measure: .count(over: 0, seconds: 60), action: .deny)
        func limited(_ code: ErrorCode, _ set: @escaping @Sendable () throws -> LimitSet) -> RefusalExample {
            RefusalExample(command.type, code) {
                try command.prepare(&$0)
                try $0.commit(set())
                return try command.refusal(&$0, wallet("ann"), money("5"))
            }
        }
        return [
            limited(.amountBelowMinimum) { LimitSet(wallet: try wallet("ann", "ZAR"), minimum: try amount("5.01")) },
            limited(.amountAboveMaximum) {
                LimitSet(kycLevel: 0, currency: "ZAR", maximum: try amount("4.99"))
            },
            limited(.dailyLimitExceeded) { LimitSet(wallet: try wallet("ann", "ZAR"), daily: try amount("4.99")) },
            RefusalExample(command.type, .riskDenied, policy: Policy(riskRules: [rule], keepsBankAccounts: true)) {
                try command.prepare(&$0)
                return try command.refusal(&$0, wallet("ann"), money("5"))
            },
        ]
    }

    /// Down to the lowest balance that can be counted, and one minor unit more.
    private static func overflow(_ command: WalletCommand) -> RefusalExample {
        RefusalExample(command.type, .balanceOverflow) {
            try command.prepare(&$0)
            try $0.commit(transfer("100", from: "ann", to: "bob"))
            try $0.commit(AccountConfigure(account: wallet("ann", "ZAR"), overdraftLimit: amount(most)))
            try command.commit(&$0, wallet("ann"), money(most))
            return try command.refusal(&$0, wallet("ann"), money("1"))
        }
    }

    /// What is wrong with where money goes.
    static var arrivals: [RefusalExample] {
        [
            RefusalExample(WalletDeposit.self, .balanceOverflow) {
                try $0.refusal(of: WalletDeposit(wallet: wallet("ann"), money: money(most), source: .cash))
            },
            RefusalExample(WalletDeposit.self, .partyErased) {
                try $0.commit(PartyErase(party: party("cem"), reason: "asked for it"))
                return try $0.refusal(
                    of: WalletDeposit(
                        wallet: wallet("cem", kind: "savings"), money: money("1"), source: .cash, open: true))
            },
            RefusalExample(WalletTransfer.self, .sameAccount) {
                try $0.refusal(of: transfer("1", from: "ann", to: "ann"))
            },
            RefusalExample(PaymentSplit.self, .sameAccount) {
                try $0.refusal(of: PaymentSplit(from: wallet("ann"), to: wallet("ann"), money: money("1")))
            },
            RefusalExample(PaymentSplit.self, .invalidField) {
                try $0.refusal(
                    of: PaymentSplit(
                        from: wallet("ann"), to: wallet("bob"), money: money("1"), fee: amount("0.60"),
                        taxBasisPoints: 4_050))
            },
            RefusalExample(FXTransfer.self, .amountBelowMinimum) {
                try $0.refusal(
                    of: FXTransfer(
                        from: wallet("ann"), to: .system(.escrow, currency: "JPY"), money: money("1"),
                        toCurrency: "JPY",
                        rate: amount("0.999999999999")))
            },
            RefusalExample(JournalPost.self, .partyNotFound) {
                let nobody = AccountReference.phone(try phone("zoe"), kind: "main", currency: nil)
                return try $0.refusal(of: journal([(nobody, "1", "ZAR"), (wallet("ann"), "-1", "ZAR")]))
            },
            RefusalExample(JournalPost.self, .accountNotFound) {
                try $0.refusal(of: journal([(wallet("zoe"), "1", "ZAR"), (wallet("ann"), "-1", "ZAR")]))
            },
            RefusalExample(JournalPost.self, .currencyMismatch) {
                try $0.refusal(of: journal([(wallet("bob", "ZAR"), "1", "USD"), (wallet("ann"), "-1", "ZAR")]))
            },
            RefusalExample(JournalPost.self, .unbalanced) {
                try $0.refusal(of: journal([(wallet("bob"), "1.01", "ZAR"), (wallet("ann"), "-1", "ZAR")]))
            },
            RefusalExample(JournalPost.self, .accountSuspended) {
                try $0.commit(AccountSuspend(account: wallet("bob", "ZAR"), reason: "a question"))
                return try $0.refusal(of: journal([(wallet("bob"), "1", "ZAR"), (wallet("ann"), "-1", "ZAR")]))
            },
            RefusalExample(JournalPost.self, .accountDeactivated) {
                try $0.commit(AccountDeactivate(account: wallet("bob", "ZAR"), reason: "gone"))
                return try $0.refusal(of: journal([(wallet("bob"), "1", "ZAR"), (wallet("ann"), "-1", "ZAR")]))
            },
            RefusalExample(JournalPost.self, .balanceOverflow) {
                let cash = AccountReference.system(.cash, currency: "ZAR")
                return try $0.refusal(of: journal([(wallet("ann"), most, "ZAR"), (cash, "-\(most)", "ZAR")]))
            },
            RefusalExample(JournalPost.self, .insufficientFunds) {
                try $0.refusal(of: journal([(wallet("bob"), "100.01", "ZAR"), (wallet("ann"), "-100.01", "ZAR")]))
            },
        ]
    }

    private static func journal(_ legs: [(account: AccountReference, amount: String, currency: String)]) throws
        -> JournalPost
    {
        JournalPost(legs: try legs.map { Leg(account: $0.account, money: try money($0.amount, $0.currency)) })
    }
}
