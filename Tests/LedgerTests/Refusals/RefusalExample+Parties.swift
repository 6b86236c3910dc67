import Contracts
import Ledger

extension RefusalExample {
    static var parties: [RefusalExample] {
        [
            RefusalExample(PartyRegister.self, .partyExists) {
                try $0.refusal(of: PartyRegister(party: party("ann"), partyType: .user, name: "Ann"))
            },
            RefusalExample(PartyRegister.self, .phoneNumberTaken) {
                try $0.refusal(
                    of: PartyRegister(party: party("zoe"), partyType: .user, name: "Zoe", phone: phone("ann")))
            },
            RefusalExample(PartyUpdate.self, .partyNotFound) {
                try $0.refusal(of: PartyUpdate(party: party("zoe"), name: "Zoe"))
            },
            RefusalExample(PartyUpdate.self, .partyErased) {
                try $0.commit(PartyErase(party: party("cem"), reason: "asked for it"))
                return try $0.refusal(of: PartyUpdate(party: party("cem"), name: "Cem"))
            },
            RefusalExample(PartyUpdate.self, .phoneNumberTaken) {
                try $0.refusal(of: PartyUpdate(party: party("bob"), phone: phone("ann")))
            },
            RefusalExample(PartyErase.self, .partyNotFound) {
                try $0.refusal(of: PartyErase(party: party("zoe"), reason: "asked for it"))
            },
            RefusalExample(PartyErase.self, .partyErased) {
                try $0.commit(PartyErase(party: party("cem"), reason: "asked for it"))
                return try $0.refusal(of: PartyErase(party: party("cem"), reason: "again"))
            },
            RefusalExample(PartyErase.self, .accountNotEmpty) {
                try $0.refusal(of: PartyErase(party: party("ann"), reason: "asked for it"))
            },
        ]
    }

    static var bankAccounts: [RefusalExample] {
        [
            RefusalExample(BankAccountAdd.self, .unavailable, policy: Policy()) {
                try $0.refusal(of: bankAccount("ann"))
            },
            RefusalExample(BankAccountAdd.self, .unknownCurrency) {
                try $0.refusal(of: bankAccount("ann", "SHELLS"))
            },
            RefusalExample(BankAccountAdd.self, .partyNotFound) { try $0.refusal(of: bankAccount("zoe")) },
            RefusalExample(BankAccountAdd.self, .partyErased) {
                try $0.commit(PartyErase(party: party("cem"), reason: "asked for it"))
                return try $0.refusal(of: bankAccount("cem"))
            },
            RefusalExample(BankAccountAdd.self, .bankAccountExists) {
                _ = try $0.bank("ann")
                return try $0.refusal(of: bankAccount("ann"))
            },
            RefusalExample(BankAccountAdd.self, .invalidField) {
                for number in 0..<50 { _ = try $0.bank("ann", ending: "\(100_000 + number)") }
                return try $0.refusal(of: bankAccount("ann"))
            },
            RefusalExample(BankAccountSetPrimary.self, .bankAccountNotFound) {
                try $0.refusal(of: BankAccountSetPrimary(bankAccount: BankAccountID(number: 5)))
            },
            RefusalExample(BankAccountRemove.self, .bankAccountNotFound) {
                let bank = try $0.bank("ann")
                try $0.commit(BankAccountRemove(bankAccount: bank))
                return try $0.refusal(of: BankAccountRemove(bankAccount: bank))
            },
            RefusalExample(BankAccountRemove.self, .bankAccountInUse) {
                let bank = try $0.bank("ann")
                try $0.commit(WithdrawalInitiate(wallet: wallet("ann"), money: money("1")))
                return try $0.refusal(of: BankAccountRemove(bankAccount: bank))
            },
        ]
    }

    /// Limits of a level, and flags.
    static var bounds: [RefusalExample] {
        let rule = RiskRule(name: "any", currency: nil, measure: .count(over: 0, seconds: 60), action: .flag)
        return [
            RefusalExample(LimitSet.self, .tooManyDecimals) {
                try $0.refusal(of: LimitSet(wallet: wallet("ann", "ZAR"), daily: amount("1.001")))
            },
            RefusalExample(LimitSet.self, .amountTooLarge) {
                try $0.refusal(of: LimitSet(kycLevel: 1, currency: "ZAR", maximum: amount("23058430092136939.53")))
            },
            RefusalExample(RiskReview.self, .flagNotFound) {
                try $0.refusal(of: RiskReview(flag: FlagID(number: 5), decision: .clear, reason: "none"), asAdmin())
            },
            RefusalExample(RiskReview.self, .requestClosed, policy: Policy(riskRules: [rule])) {
                try $0.commit(transfer("1", from: "ann", to: "bob"))
                guard let flag = $0.database.flags.keys.first else { throw TestLedger.Unexpected(outcome: "no flag") }
                try $0.commit(RiskReview(flag: flag, decision: .clear, reason: "known"), asAdmin())
                return try $0.refusal(of: RiskReview(flag: flag, decision: .confirm, reason: "again"), asAdmin())
            },
        ]
    }
}
