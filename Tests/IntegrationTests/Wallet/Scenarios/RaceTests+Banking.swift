import Contracts
import Postgres
import TestWorld
import Testing

extension RaceTests {
    @Test("A wallet is paid out once, on demand or for a period, whoever asks and how often")
    func payout() async throws {
        let world = try World.here
        let client = try await Client(world)
        let account = try await client.make("host", as: .host, with: "1.00 ZAR")
        _ = try await client.addBankAccount(to: "host")
        let schedule = PayoutSchedule(wallet: .id(account), interval: .daily)
        for round in 0..<Self.rounds {
            try await client.deposit("10.00 ZAR", to: "host")
            try #require(try await client.call(schedule).isCommitted)
            try await PaidHosts.makeDue(world)
            let due = Timestamp(
                microseconds: try await world.count(
                    "SELECT (extract(epoch FROM next_due_at) * 1000000)::bigint FROM payout_schedules"))
            let dueAt = round.isMultiple(of: 2) ? due : nil
            let replies = try await sendAtOnce(
                client, Array(repeating: PayoutRun(wallet: .id(account), dueAt: dueAt), count: 6))
            #expect(replies.count { $0.text("payout.state") == "initiated" } == 1, "\(replies.map(\.body.text))")
            let expected: ErrorCode = dueAt == nil ? .nothingToPayOut : .payoutNotDue
            #expect(replies.count { $0.error == expected } == 5, "\(replies.map(\.body.text))")
        }
        #expect(try await world.count("SELECT posted FROM accounts WHERE id = \(account.number)") == 0)
        #expect(
            try await world.count("SELECT count(*) FROM requests WHERE account_id = \(account.number)") == Self.rounds)
        #expect(try await world.audit().problems == [])
    }

    @Test("Of bank accounts that are added at once one is primary, and each number is there once")
    func bankAccounts() async throws {
        let world = try World.here
        let client = try await Client(world)
        for round in 0..<Self.rounds {
            let name = "banked-\(round)"
            try await client.register(name, as: .host)
            let adds = try ["1234567", "7654321", "1234567", "7654321", "1234567"].map { number in
                BankAccountAdd(
                    party: try party(name), currency: "ZAR",
                    number: try BankAccountNumber(local: number, country: "ZA", bankCode: "632005"), holder: "Host")
            }
            let replies = try await sendAtOnce(client, adds)
            #expect(replies.count { $0.isCommitted } == 2, "\(replies.map(\.body.text))")
            #expect(replies.count { $0.error == .bankAccountExists } == 3)
            let accounts = replies.compactMap { $0.identifier("bank_account", BankAccountID.self) }
            let primaries = "SELECT count(*) FROM bank_accounts WHERE party_id = '\(name)' AND is_primary"
            #expect(try await world.count(primaries) == 1)
            let changes = (0..<6).map { BankAccountSetPrimary(bankAccount: accounts[$0 % 2]) }
            #expect(try await sendAtOnce(client, changes).allSatisfy { $0.isCommitted })
            #expect(try await world.count(primaries) == 1)
        }
    }

    @Test("A bank account with a withdrawal on its way is not removed, however close the two come")
    func removal() async throws {
        let world = try World.here
        let client = try await Client(world)
        let account = try await client.make("mover", as: .user, with: "100.00 ZAR")
        for round in 0..<Self.rounds {
            let bank = try await client.addBankAccount(to: "mover")
            let initiate = WithdrawalInitiate(wallet: .id(account), money: try money("1.00 ZAR"))
            let remove = BankAccountRemove(bankAccount: bank)
            let commands: [any Command] = round.isMultiple(of: 2) ? [initiate, remove] : [remove, initiate]
            let replies = try await sendAtOnce(client, commands)
            try #require(replies.count { $0.isCommitted } == 1, "\(replies.map(\.body.text))")
            guard let withdrawal = replies.lazy.compactMap({ $0.identifier("withdrawal", WithdrawalID.self) }).first
            else {
                continue
            }
            #expect(replies.contains { $0.error == .bankAccountInUse }, "\(replies.map(\.body.text))")
            try #require(try await client.call(WithdrawalComplete(withdrawal: withdrawal)).isCommitted)
            try #require(try await client.call(remove).isCommitted)
        }
        #expect(try await world.audit().problems == [])
    }

    @Test("Somebody who is erased while things happen to them keeps nothing that happened")
    func erasure() async throws {
        let world = try World.here
        let client = try await Client(world)
        let vendor = try await client.make("bystander", as: .vendor, with: "100.00 ZAR")
        var erased = 0
        for round in 0..<Self.rounds {
            let name = "fleeting-\(round)"
            let phone = try #require(PhoneNumber(text: "+2784000\(1_000 + round)"))
            try await client.register(name, as: .user, phone: phone.text)
            let open = AccountOpen(owner: try party(name), kind: AccountReference.defaultKind, currency: "ZAR")
            try #require(try await client.call(open).isCommitted)
            let number = try BankAccountNumber(local: "\(9_000_000 + round)", country: "ZA", bankCode: "632005")
            let others: [any Command] = [
                BankAccountAdd(party: try party(name), currency: "ZAR", number: number, holder: "Fleeting"),
                AccountOpen(owner: try party(name), kind: "savings", currency: "ZAR"),
                PartyUpdate(party: try party(name), name: "Fleeting"),
                ChargeSaleCreate(wallet: .id(vendor), money: try money("0.01 ZAR"), phone: phone, delivery: .wallet),
            ]
            let erase = PartyErase(party: try party(name), reason: "race")
            let commands = Array(others.prefix(round % 5)) + [erase] + Array(others.dropFirst(round % 5))
            let replies = try await sendAtOnce(client, commands)
            if replies.contains(where: { $0.type == PartyErase.type && $0.isCommitted }) { erased += 1 }
        }
        #expect(erased > 0)
        #expect(try await world.audit().problems == [])
    }
}
