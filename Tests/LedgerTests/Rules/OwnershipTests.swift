import Contracts
import Ledger
import Testing

/// Who may do what: each type of command in each role, with what is the own and with what is not.
@Suite("Roles and ownership")
struct OwnershipTests {
    private static let people: Set<Role> = [.user, .host, .vendor, .seller]

    /// Who may send a type at all; the first four only about what is their own.
    private static func roles(_ type: String) -> Set<Role> {
        switch type {
        case "party.register", "party.update", "party.erase", "bank_account.add", "bank_account.set_primary",
            "bank_account.remove", "account.open", "wallet.spend", "wallet.transfer", "hold.place", "job.start",
            "withdrawal.initiate":
            people.union([.service, .admin])
        case "wallet.deposit", "chargeback.post": [.service, .provider, .admin]
        case "account.suspend", "account.activate", "account.deactivate", "account.configure", "unit.register",
            "journal.post", "transaction.reverse", "hold.capture", "hold.release", "limit.set", "withdrawal.complete",
            "withdrawal.fail", "charge_sale.refund", "job.update", "job.refund", "payment.split", "fx.transfer":
            [.service, .admin]
        case "hold.expire", "hold.warn", "job.expire": [.service]
        case "transaction.refund", "payout.schedule", "payout.run": [.service, .admin, .host, .vendor, .seller]
        case "charge_sale.create", "credit_request.create": [.service, .admin, .vendor, .seller]
        case "credit_request.approve", "credit_request.reject", "adjustment.post", "risk.review": [.admin]
        default: []
        }
    }

    /// Whose is what the samples are about, where it is not Ann's.
    private static let owners = ["party.register": "zoe", "party.erase": "cem"]

    @Test("Each type in each role, own and foreign", arguments: Role.allCases)
    func matrix(role: Role) throws {
        let samples = try CommandSamples()
        #expect(Set(samples.commands.map { Swift.type(of: $0).type }) == Set(CommandCatalog.all.map { $0.type }))
        for command in samples.commands {
            let type = Swift.type(of: command).type
            let allowed = Self.roles(type)
            for isOwn in [true, false] {
                let actor = isOwn ? Self.owners[type] ?? "ann" : "bob"
                var isExpected = allowed.contains(role) && (isOwn || !Self.people.contains(role))
                if isOwn, ["credit_request.approve", "credit_request.reject"].contains(type) { isExpected = false }
                var ledger = samples.ledger
                let outcome = ledger.submit(command, try acting(actor, role))
                if isExpected {
                    #expect(outcome.status == .committed, "\(type) by \(actor) as \(role): \(outcome.status)")
                } else {
                    #expect(Self.code(outcome) == .forbidden, "\(type) by \(actor) as \(role): \(outcome.status)")
                    #expect(ledger.database.hasSameState(as: samples.ledger.database))
                    #expect(ledger.database.outcomes.count == samples.ledger.database.outcomes.count, "stored")
                }
            }
        }
    }

    @Test("Without an actor a service acts for itself")
    func nobody() throws {
        let samples = try CommandSamples()
        for command in samples.commands {
            let type = Swift.type(of: command).type
            let allowed = Self.roles(type)
            var ledger = samples.ledger
            let code = Self.code(ledger.submit(command))
            #expect(code == (allowed.contains(.service) ? nil : .forbidden), "\(type)")
        }
    }

    @Test("The contract tells the same roles")
    func contract() throws {
        let told = try ContractRefusals().roles
        for type in CommandCatalog.all {
            let roles = Self.roles(type.type)
            #expect(type.allowed == roles, "\(type.type)")
            #expect(told[type.type] == Set(roles.map(\.rawValue)), "\(type.type)")
        }
    }

    @Test("What somebody is, and how well known, and what credit they have, is not theirs to say")
    func notTheirs() throws {
        let ledger = try TestLedger()
        let ann = try party("ann")
        let zoe = try party("zoe")
        let commands: [(any Command, String)] = [
            (PartyUpdate(party: ann, kycLevel: 3), "ann"), (PartyUpdate(party: ann, partyType: .host), "ann"),
            (PartyUpdate(party: ann, name: "Ann", kycLevel: 0), "ann"),
            (AccountOpen(owner: ann, kind: "x", currency: "ZAR", overdraftLimit: try amount("1")), "ann"),
            (AccountOpen(owner: ann, kind: "x", currency: "ZAR", unlimited: true), "ann"),
            (AccountOpen(owner: ann, kind: "x", currency: "ZAR", unlimited: false), "ann"),
            (PartyRegister(party: zoe, partyType: .user, name: "Zoe", kycLevel: 1), "zoe"),
            (PartyRegister(party: zoe, partyType: .admin, name: "Zoe"), "zoe"),
            (PartyRegister(party: zoe, partyType: .service, name: "Zoe"), "zoe"),
        ]
        for (command, actor) in commands {
            for role in Self.people {
                var trial = ledger
                #expect(try trial.refusal(of: command, acting(actor, role)).code == .forbidden, "\(command)")
            }
            for role in [Role.admin, .service] {
                var trial = ledger
                try trial.commit(command, acting("root", role))
            }
        }
    }

    @Test(
        "People pay into the ledger's own accounts that are made for it, and into no others",
        arguments: SystemAccount.allCases)
    func ownAccounts(account: SystemAccount) throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "10")
        let ann = try wallet("ann")
        let isOpen = [SystemAccount.revenue, .fees, .tax, .escrow].contains(account)
        let commands: [any Command] = [
            WalletSpend(wallet: ann, money: try money("1"), destination: account),
            WalletTransfer(from: ann, to: .system(account, currency: "ZAR"), money: try money("1")),
            JobStart(wallet: ann, money: try money("1"), jobType: "render", destination: account),
        ]
        // What waits for a bank is the sum of the withdrawals; money that is put there besides would break that sum.
        for command in commands where account != .payoutsInTransit {
            try ledger.commit(command, acting("root", .admin))
        }
        for command in commands {
            let outcome = ledger.submit(command, try acting("ann", .user))
            #expect(Self.code(outcome) == (isOpen ? nil : .forbidden), "\(command)")
        }
    }

    @Test("A scheduled payout is the service's to make; people ask for theirs when they want it")
    func scheduledPayout() throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "10")
        _ = try ledger.bank("ann")
        try ledger.commit(
            PayoutSchedule(wallet: wallet("ann", "ZAR"), interval: .threshold, minimum: amount("1")),
            acting("ann", .host))
        let scheduled = PayoutRun(wallet: try wallet("ann", "ZAR"), dueAt: ledger.now)
        for role in [Role.host, .vendor, .seller] {
            #expect(try ledger.refusal(of: scheduled, acting("ann", role)).code == .forbidden)
        }
        try ledger.commit(PayoutRun(wallet: wallet("ann", "ZAR")), acting("ann", .host))
        try ledger.commit(scheduled, acting("root", .admin))
    }

    @Test(
        "However a wallet is named, it is its owner's; the ledger's own accounts are nobody's; what does not exist is found missing"
    )
    func naming() throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "10")
        let id = try ledger.account("ann").id
        let names: [AccountReference] = [
            .id(id), try wallet("ann"), .phone(try phone("ann"), kind: "main", currency: nil),
        ]
        for name in names {
            let spend = WalletSpend(wallet: name, money: try money("1"), destination: .fees)
            try ledger.commit(spend, acting("ann", .user))
            #expect(try ledger.refusal(of: spend, acting("bob", .user)).code == .forbidden)
        }
        func code(_ name: AccountReference) throws -> ErrorCode {
            let spend = WalletSpend(wallet: name, money: try money("1"), destination: .fees)
            return try ledger.refusal(of: spend, acting("bob", .user)).code
        }
        #expect(try code(.system(.cash, currency: "ZAR")) == .forbidden)
        #expect(try code(.id(AccountID(number: 99_999_999))) == .accountNotFound)
        #expect(try code(.phone(phone("zoe"), kind: "main", currency: nil)) == .partyNotFound)
        #expect(try code(wallet("bob", kind: "savings")) == .accountNotFound)
        // A telephone number that moves takes the say over what it names with it.
        try ledger.commit(PartyUpdate(party: party("ann"), removePhone: true), acting("ann", .user))
        try ledger.commit(PartyUpdate(party: party("bob"), phone: phone("ann")), acting("bob", .user))
        #expect(try code(.phone(phone("ann"), kind: "main", currency: nil)) == .insufficientFunds)
    }

    @Test("Somebody gives back what they alone have received")
    func refunds() throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "30")
        let whole = try ledger.post(transfer("10", from: "ann", to: "bob"))
        let split = try ledger.post(
            PaymentSplit(from: wallet("ann"), to: wallet("bob"), money: money("10"), feeBasisPoints: 500))
        func refund(_ id: TransactionID) throws -> TransactionRefund {
            TransactionRefund(transaction: id, money: try money("1"), reason: "not wanted")
        }
        try ledger.commit(refund(whole), acting("bob", .host))
        #expect(try ledger.refusal(of: refund(whole), acting("ann", .host)).code == .forbidden)
        #expect(try ledger.refusal(of: refund(whole), acting("bob", .user)).code == .forbidden)
        // A part of it is the platform's.
        #expect(try ledger.refusal(of: refund(split), acting("bob", .host)).code == .forbidden)
        try ledger.commit(refund(split), asAdmin())
        #expect(
            try ledger.refusal(of: refund(TransactionID(number: 5)), acting("bob", .host)).code == .transactionNotFound)
    }

    @Test("Before anything else: a forbidden repetition is not answered, and nothing is kept of it")
    func first() throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "10")
        let spend = WalletSpend(
            wallet: .phone(try phone("ann"), kind: "main", currency: nil), money: try money("1"), destination: .fees)
        var common = try acting("ann", .user)
        common.deadline = ledger.now.adding(seconds: 1)
        #expect(ledger.submit(spend, id: "one", common).status == .committed)
        ledger.wait(seconds: 60)
        try ledger.commit(PartyUpdate(party: party("ann"), removePhone: true))
        try ledger.commit(PartyUpdate(party: party("bob"), phone: phone("ann")))
        // By now the number is Bob's: neither an answer to who no longer owns it, nor a word about the deadline.
        #expect(Self.code(ledger.submit(spend, id: "one", common)) == .forbidden)
        #expect(Self.code(ledger.submit(spend, id: "two", common)) == .forbidden)
        #expect(ledger.submit(try transfer("1", from: "ann", to: "bob"), id: "two").status == .committed)
    }

    private static func code(_ outcome: Outcome) -> ErrorCode? {
        switch outcome.status {
        case .refused(let error), .rejected(let error): error.code
        case .committed, .replayed: nil
        }
    }
}
