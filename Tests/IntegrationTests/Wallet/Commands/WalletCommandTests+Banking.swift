import Contracts
import TestWorld
import Testing

extension WalletCommandTests {
    @Test("Bank accounts are added, made primary and removed; their numbers are told by their end alone")
    func bankAccounts() async throws {
        let world = try World.here
        let witness = try await Witness(world)
        try await witness.client.make("banked", as: .host, with: "10.00 ZAR")
        let owner = try Actor.person("banked", .host)
        let iban = try BankAccountNumber(iban: "GB82 WEST 1234 5698 7654 32", country: "GB", bankCode: "WESTGB2L")
        let add = BankAccountAdd(party: try party("banked"), currency: "ZAR", number: iban, holder: "Amara Nkosi")
        let added = try await witness.carryOut(add, announcedAs: "bank_account.added", by: owner)
        let first = try #require(added.identifier("bank_account", BankAccountID.self))
        #expect(added.text("bank_account.party") == "banked" && added.text("bank_account.format") == "iban")
        #expect(added.text("bank_account.masked") == "GB••••5432" && added.text("bank_account.bank_code") == "WESTGB2L")
        #expect(added.document["bank_account.primary"]?.asBool == true && added.text("bank_account.state") == "active")
        #expect(added.text("bank_account.country") == "GB" && added.text("bank_account.currency") == "ZAR")
        try await witness.refuse(add, with: .bankAccountExists)
        let columns = "party_id, country, format, bank_code, masked, holder, is_primary, state, number_key"
        #expect(
            try await world.row(columns, of: "bank_accounts WHERE id = \(first.number)")
                == "banked GB iban WESTGB2L GB••••5432 Amara Nkosi true active test-1")
        // Nonce, ciphertext and tag, and nothing that reads like the number.
        #expect(
            try await world.count(
                "SELECT length(number_sealed) FROM bank_accounts WHERE id = \(first.number)") == 12 + 22 + 16)

        let local = try BankAccountNumber(local: "62-1234-5678", country: "ZA", bankCode: "632005")
        let second = try await witness.carryOut(
            BankAccountAdd(party: try party("banked"), currency: "ZAR", number: local, holder: "Amara Nkosi"),
            announcedAs: "bank_account.added")
        let other = try #require(second.identifier("bank_account", BankAccountID.self))
        #expect(second.text("bank_account.masked") == "••••5678" && second.text("bank_account.format") == "local")
        #expect(second.document["bank_account.primary"]?.asBool == false)
        let change = BankAccountSetPrimary(bankAccount: other)
        try await witness.refuse(change, with: .forbidden, by: .person("worker", .host))
        let primary = try await witness.carryOut(change, announcedAs: "bank_account.primary_set", by: owner)
        #expect(primary.document["bank_account.primary"]?.asBool == true)
        let primaries = "SELECT is_primary::text FROM bank_accounts WHERE party_id = 'banked' ORDER BY id"
        #expect(try await world.texts(primaries) == ["false", "true"])

        let remove = BankAccountRemove(bankAccount: other, reason: "closed")
        let removed = try await witness.carryOut(remove, announcedAs: "bank_account.removed", by: owner)
        #expect(removed.text("bank_account.state") == "removed" && removed.text("reason") == "closed")
        #expect(
            try await world.row(
                "holder, number_key, number_sealed, is_primary, state, removed_at IS NOT NULL",
                of: "bank_accounts WHERE id = \(other.number)") == "- - - false removed true")
        try await witness.refuse(remove, with: .bankAccountNotFound)
        try await witness.refuse(
            WithdrawalInitiate(wallet: wallet(of: "banked"), money: money("1.00 ZAR")), with: .noPrimaryBankAccount)
        #expect(try await world.texts(primaries) == ["false", "false"])
        await witness.close()
    }

    @Test("A withdrawal is initiated, is in transit, and completes or fails")
    func withdrawals() async throws {
        let world = try World.here
        let witness = try await Witness(world)
        let wallet = try await witness.client.make("leaver", as: .user, with: "100.00 ZAR")
        let bank = try await witness.client.addBankAccount(to: "leaver")
        let cash = try await world.systemBalance(.cash, "ZAR")
        let initiate = WithdrawalInitiate(wallet: .id(wallet), money: try money("60.00 ZAR"), reference: "W-1")
        let initiated = try await witness.carryOut(
            initiate, announcedAs: "withdrawal.initiated", by: .person("leaver", .user))
        let withdrawal = try #require(initiated.identifier("withdrawal", WithdrawalID.self))
        #expect(initiated.text("withdrawal.state") == "pending")
        #expect(initiated.text("withdrawal.bank_account") == bank.description)
        #expect(
            initiated.text("transaction.type") == "withdrawal"
                && initiated.account("leaver")?.text("available") == "40.00")
        #expect(try await world.systemBalance(.payoutsInTransit, "ZAR") == 6_000)
        #expect(
            try await world.row(
                "kind, state, amount, bank_account_id, reference", of: "requests WHERE id = \(withdrawal.number)")
                == "withdrawal pending 6000 \(bank.number) W-1")
        try await witness.refuse(BankAccountRemove(bankAccount: bank), with: .bankAccountInUse)

        let completed = try await witness.carryOut(
            WithdrawalComplete(withdrawal: withdrawal, reference: "BANK-7"), announcedAs: "withdrawal.completed")
        #expect(completed.text("withdrawal.state") == "completed")
        #expect(completed.text("transaction.type") == "withdrawal_completion")
        #expect(completed.text("transaction.reference") == "BANK-7")
        #expect(completed.text("withdrawal.settlement") == completed.transaction?.description)
        #expect(try await world.systemBalance(.payoutsInTransit, "ZAR") == 0)
        #expect(try await world.systemBalance(.cash, "ZAR") == cash + 6_000)
        try await witness.refuse(WithdrawalFail(withdrawal: withdrawal, reason: "late"), with: .requestClosed)
        try await witness.refuse(WithdrawalComplete(withdrawal: withdrawal), with: .requestClosed)

        let named = WithdrawalInitiate(wallet: .id(wallet), money: try money("40.00 ZAR"), bankAccount: bank)
        let second = try #require(try await witness.client.call(named).identifier("withdrawal", WithdrawalID.self))
        // What comes back reaches a suspended wallet too.
        try #require(try await witness.client.call(AccountSuspend(account: .id(wallet), reason: "check")).isCommitted)
        let failed = try await witness.carryOut(
            WithdrawalFail(withdrawal: second, reason: "account closed"), announcedAs: "withdrawal.failed")
        #expect(failed.text("withdrawal.state") == "failed" && failed.text("withdrawal.reason") == "account closed")
        #expect(failed.text("transaction.type") == "withdrawal_return")
        #expect(failed.account("leaver")?.text("available") == "40.00")
        #expect(
            try await world.row("state, settlement_id, reason", of: "requests WHERE id = \(second.number)")
                == "failed \(failed.transaction?.number ?? 0) account closed")
        #expect(try await world.systemBalance(.payoutsInTransit, "ZAR") == 0)
        #expect(try await world.audit().problems == [])
        await witness.close()
    }

    @Test("A payout is scheduled, and run on demand")
    func payouts() async throws {
        let world = try World.here
        let witness = try await Witness(world)
        let wallet = try await witness.client.make("paid", as: .host, with: "75.05 ZAR")
        let owner = try Actor.person("paid", .host)
        let run = PayoutRun(wallet: .id(wallet))
        try await witness.refuse(run, with: .noPrimaryBankAccount, by: owner)
        let bank = try await witness.client.addBankAccount(to: "paid")
        let schedule = PayoutSchedule(
            wallet: .id(wallet), interval: .weekly, weekday: .wednesday, minimum: try DecimalAmount(parsing: "50"))
        let scheduled = try await witness.carryOut(schedule, announcedAs: "payout.scheduled", by: owner)
        #expect(scheduled.text("payout.state") == "scheduled" && scheduled.text("payout.interval") == "weekly")
        #expect(scheduled.text("payout.weekday") == "wednesday" && scheduled.text("payout.minimum") == "50.00")
        #expect(scheduled.text("payout.wallet") == wallet.description)
        let due = try #require(scheduled.text("payout.next_due_at").flatMap { Timestamp(rfc3339: $0) })
        #expect(
            try await world.row(
                """
                interval, weekday, minimum, extract(isodow FROM next_due_at AT TIME ZONE 'UTC'), \
                next_due_at > now() AND next_due_at <= now() + interval '7 days', (extract(epoch FROM next_due_at) * 1000000)::bigint
                """, of: "payout_schedules WHERE account_id = \(wallet.number)")
                == "weekly 3 5000 3 true \(due.microseconds)")
        let early = PayoutRun(wallet: .id(wallet), dueAt: due)
        try await witness.refuse(early, with: .payoutNotDue)
        try await witness.refuse(early, with: .forbidden, by: owner)

        let ran = try await witness.carryOut(run, announcedAs: "payout.ran", by: owner)
        #expect(ran.text("payout.state") == "initiated" && ran.text("transaction.type") == "withdrawal")
        #expect(ran.text("withdrawal.amount") == "75.05" && ran.text("withdrawal.bank_account") == bank.description)
        #expect(ran.account("paid")?.text("available") == "0.00")
        try await witness.refuse(run, with: .nothingToPayOut, by: owner)
        let withdrawal = try #require(ran.identifier("withdrawal", WithdrawalID.self))
        _ = try await witness.carryOut(WithdrawalComplete(withdrawal: withdrawal), announcedAs: "withdrawal.completed")
        let none = PayoutSchedule(wallet: .id(wallet), interval: .none)
        #expect(try await witness.carryOut(none, announcedAs: "payout.scheduled").text("payout.next_due_at") == nil)
        #expect(
            try await world.row(
                "interval, weekday, minimum, next_due_at", of: "payout_schedules WHERE account_id = \(wallet.number)")
                == "none - 1 -")
        #expect(try await world.audit().problems == [])
        await witness.close()
    }
}
