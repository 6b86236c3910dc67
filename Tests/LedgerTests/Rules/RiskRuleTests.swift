import Contracts
import Ledger
import NaiveLedger
import Testing

@Suite("Risk rules")
struct RiskRuleTests {
    private static func ledger(_ rules: RiskRule...) throws -> TestLedger {
        var ledger = try TestLedger(policy: Policy(riskRules: rules, keepsBankAccounts: true))
        try ledger.fund("ann", "1000")
        try ledger.fund("bob", "1000")
        return ledger
    }

    private static func rule(
        _ name: String, _ measure: RiskRule.Measure, _ action: RiskRule.Action = .deny, currency: String? = nil
    ) -> RiskRule {
        RiskRule(name: name, currency: currency, measure: measure, action: action)
    }

    private func spend(_ text: String, _ currency: String = "ZAR") throws -> WalletSpend {
        WalletSpend(wallet: try wallet("ann"), money: try money(text, currency), destination: .fees)
    }

    @Test("More than an amount at a time, in its currency only")
    func amounts() throws {
        var ledger = try Self.ledger(Self.rule("large", .amount(over: amount("10")), currency: "ZAR"))
        try ledger.commit(spend("10"))
        #expect(try ledger.refusal(of: spend("10.01")).code == .riskDenied)
        try ledger.commit(AccountOpen(owner: party("ann"), kind: "main", currency: "USD"))
        try ledger.fund("ann", "100", "USD")
        try ledger.commit(spend("11", "USD"))
    }

    @Test("More payments, a larger sum, more receivers within a time; what is just as old no longer counts")
    func windows() throws {
        let payments = [
            try transfer("4", from: "ann", to: "bob"), try transfer("4", from: "ann", to: "cem"),
            try transfer("4", from: "ann", to: "bob"),
        ]
        let rules: [(RiskRule, refused: Bool)] = [
            (Self.rule("busy", .count(over: 2, seconds: 60)), true),
            (Self.rule("idle", .count(over: 3, seconds: 60)), false),
            (Self.rule("drained", .sum(over: try amount("11.99"), seconds: 60)), true),
            (Self.rule("slow", .sum(over: try amount("12"), seconds: 60)), false),
            (Self.rule("spread", .receivers(over: 1, seconds: 60)), true),
            (Self.rule("narrow", .receivers(over: 2, seconds: 60)), false),
        ]
        for (rule, refused) in rules {
            // Another rule looks back further, so that more is known than this one may count.
            var ledger = try Self.ledger(rule, Self.rule("long", .count(over: 99, seconds: 3_600)))
            let last = rule.name == "spread" ? 1 : 2
            for payment in payments.prefix(last) { try ledger.commit(payment) }
            #expect(ledger.submit(payments[last]).isFailure == refused, "\(rule.name)")
            guard refused else { continue }
            ledger.wait(seconds: 59)
            #expect(ledger.submit(payments[last]).isFailure, "\(rule.name)")
            ledger.wait(seconds: 1)
            #expect(ledger.submit(payments[last]).status == .committed, "\(rule.name)")
        }
    }

    @Test("Every way out is held against the rules and counts for them, holds included")
    func everyWay() throws {
        let ways = WalletCommand.counted + [WalletCommand.hold]
        var ledger = try Self.ledger(Self.rule("busy", .count(over: ways.count + 1, seconds: 60)))
        _ = try ledger.bank("ann")
        try ledger.commit(PayoutSchedule(wallet: wallet("ann", "ZAR"), interval: .threshold, minimum: amount("1")))
        for way in ways { try ledger.commit(way.make(wallet("ann"), money("1"))) }
        let withdrawal = try ledger.make(PayoutRun(wallet: wallet("ann", "ZAR")), WithdrawalID.self)
        try ledger.commit(WithdrawalFail(withdrawal: withdrawal, reason: "returned"))
        for way in ways {
            #expect(try ledger.refusal(of: way.make(wallet("ann"), money("1"))).code == .riskDenied, "\(way.type)")
        }
        #expect(try ledger.refusal(of: PayoutRun(wallet: wallet("ann", "ZAR"))).code == .riskDenied)
        // What is captured was counted before; neither a scheduled payout nor a chargeback is the owner's doing.
        let hold = try #require(ledger.database.holds.keys.first)
        try ledger.commit(HoldCapture(hold: hold, to: wallet("bob", "ZAR")))
        try ledger.commit(ChargebackPost(wallet: wallet("ann"), money: money("1"), reason: "called back"))
        try ledger.commit(PayoutRun(wallet: wallet("ann", "ZAR"), dueAt: ledger.now))
    }

    @Test("A hold goes to nobody yet; released, it has still been placed")
    func holds() throws {
        var ledger = try Self.ledger(
            Self.rule("spread", .receivers(over: 1, seconds: 60)),
            Self.rule("drained", .sum(over: amount("10"), seconds: 60)))
        try ledger.commit(transfer("1", from: "ann", to: "bob"))
        let hold = try ledger.hold("ann", "8")
        try ledger.commit(HoldRelease(hold: hold))
        #expect(try ledger.refusal(of: transfer("1.01", from: "ann", to: "bob")).code == .riskDenied)
        try ledger.commit(transfer("1", from: "ann", to: "bob"))
        #expect(try ledger.refusal(of: transfer("1", from: "ann", to: "cem")).code == .riskDenied)
    }

    @Test("What is only flagged is carried out; the outcome, the flag and its event tell of each other")
    func flagged() throws {
        var ledger = try Self.ledger(
            Self.rule("small", .amount(over: amount("1")), .flag), Self.rule("large", .amount(over: amount("100"))),
            Self.rule("some", .count(over: 0, seconds: 60), .flag))
        let outcome = try ledger.commit(spend("2"))
        let flag = try #require(ledger.database.flags.values.first)
        let told = try #require(try JSONReader.read(outcome.document).asObject?["flags"])
        #expect(told == [["id": .string(flag.id.description), "rules": ["small", "some"], "action": "flag"]])
        #expect(flag.transaction == outcome.reported?.assigned.transaction)
        #expect(flag.state == .open)
        let event = try #require(try ledger.database.flagDocuments[flag.id].map { try JSONReader.read($0) })
        let expected: JSONValue = [
            "event": .string(EventID(number: flag.id.number).description),
            "flag": [
                "id": .string(flag.id.description), "account": .string(try ledger.account("ann").id.description),
                "rules": ["small", "some"], "action": "flag", "state": "open",
                "command": [
                    "id": .string(outcome.envelope.key.messageID), "type": "wallet.spend", "subject": "anonymous",
                ],
                "transaction": .string(try #require(flag.transaction).description),
            ], "at": .string(ledger.now.rfc3339),
        ]
        #expect(event == expected)
        // One rule that denies is enough; all that are broken are told.
        #expect(try ledger.refusal(of: spend("101")).code == .riskDenied)
        let denied = try #require(ledger.database.flags.values.first { $0.action == .deny })
        #expect(denied.rules == ["small", "large", "some"])
        #expect(denied.transaction == nil)
    }

    @Test("A denied command is flagged too, once; its repetition is answered and flags nothing")
    func denied() throws {
        var ledger = try Self.ledger(Self.rule("large", .amount(over: amount("10"))))
        let command = try spend("11")
        #expect(ledger.submit(command, id: "one").reported?.code == .riskDenied)
        #expect(ledger.submit(command, id: "one").status == .replayed(isCommitted: false))
        #expect(ledger.database.flags.count == 1)
        #expect(ledger.database.flags.values.first?.key.messageID == "one")
        // What is refused for another reason is not suspicious, before or after the rules are asked.
        #expect(try ledger.refusal(of: transfer("11", from: "ann", to: "zoe")).code == .accountNotFound)
        try ledger.commit(LimitSet(wallet: wallet("ann", "ZAR"), maximum: amount("12")))
        #expect(try ledger.refusal(of: spend("13")).code == .amountAboveMaximum)
        #expect(ledger.database.flags.count == 1)
        // Rather denied than out of funds.
        try ledger.commit(LimitSet(wallet: wallet("ann", "ZAR")))
        #expect(try ledger.refusal(of: spend("5000")).code == .riskDenied)
        #expect(ledger.database.flags.count == 2)
    }

    @Test("What is flagged and cannot be paid raises no flag")
    func unpaid() throws {
        var ledger = try Self.ledger(Self.rule("large", .amount(over: amount("10")), .flag))
        #expect(try ledger.refusal(of: spend("5000")).code == .insufficientFunds)
        #expect(ledger.database.flags.isEmpty)
    }

    @Test("In a linked batch the flag of what was denied stays, those of what was undone go")
    func linked() throws {
        var ledger = try Self.ledger(
            Self.rule("small", .amount(over: amount("1")), .flag), Self.rule("large", .amount(over: amount("10"))))
        let envelopes = [
            ledger.envelope(try spend("2"), id: "one"), ledger.envelope(try spend("3"), id: "two"),
            ledger.envelope(try spend("11"), id: "three"), ledger.envelope(try spend("4"), id: "four"),
        ]
        let outcomes = ledger.database.commit([.linked(id: "batch", envelopes)], at: ledger.now)[0]
        #expect(
            outcomes.map { $0.reported?.code } == [.linkedFailed, .linkedFailed, .riskDenied, .linkedFailed])
        #expect(ledger.database.flags.values.map(\.key.messageID) == ["three"])
        #expect(ledger.database.flagDocuments.count == 1)
        #expect(ledger.database.breaches().isEmpty)
        #expect(try ledger.account("ann").posted == 100_000)
    }

    @Test("Numbers suffice for the linked batch that takes the most: all flagged, the last one denied")
    func linkedNumbers() throws {
        var ledger = try Self.ledger(
            Self.rule("small", .amount(over: amount("1")), .flag), Self.rule("large", .amount(over: amount("10"))))
        let payments = try (0..<9).map { _ in ledger.envelope(try spend("2")) }
        let envelopes = payments + [ledger.envelope(try spend("11"))]
        let start: Int64 = 30_000_000
        let end = start + Int64(envelopes.count * Book.numbersPerCommand)
        ledger.database.numbers = NumberSource(blocks: [start..<end])
        let outcomes = ledger.database.commit([.linked(id: "batch", envelopes)], at: ledger.now)[0]
        #expect(outcomes.last?.reported?.code == .riskDenied)
        // Not one is left: a batch that was given fewer would have ended the program.
        #expect(ledger.database.numbers.count == 0)
    }

    @Test("Nothing hangs on a wallet that the same linked batch was to open")
    func linkedOpening() throws {
        var ledger = try Self.ledger(Self.rule("large", .amount(over: amount("10"))))
        let savings = try wallet("ann", kind: "savings")
        let envelopes = [
            ledger.envelope(WalletDeposit(wallet: savings, money: try money("50"), source: .cash, open: true)),
            ledger.envelope(WalletSpend(wallet: savings, money: try money("11"), destination: .fees)),
        ]
        let outcomes = ledger.database.commit([.linked(id: "batch", envelopes)], at: ledger.now)[0]
        #expect(outcomes.map { $0.reported?.code } == [.linkedFailed, .riskDenied])
        #expect(ledger.database.flags.isEmpty)
        #expect(ledger.database.flagDocuments.isEmpty)
    }

    @Test("A flag is reviewed once, by an administrator", arguments: RiskDecision.allCases)
    func reviewed(decision: RiskDecision) throws {
        var ledger = try Self.ledger(Self.rule("small", .amount(over: amount("1")), .flag))
        let payment = try ledger.post(spend("2"))
        let flag = try #require(ledger.database.flags.keys.first)
        let review = RiskReview(flag: flag, decision: decision, reason: "a known customer")
        #expect(try ledger.refusal(of: review, acting("root", .service)).code == .forbidden)
        let outcome = try ledger.commit(review, asAdmin())
        let told = try ledger.told("flag", by: outcome)
        #expect(told["state"]?.asString == (decision == .clear ? "cleared" : "confirmed"))
        #expect(told["reason"] == "a known customer")
        #expect(told["transaction"]?.asString == payment.description)
        #expect(ledger.database.flags[flag]?.reviewer == "root")
        #expect(try ledger.refusal(of: review, asAdmin()).code == .requestClosed)
    }

    @Test("Payments of one batch count for each other as those of several do, with and without a limit in between")
    func withinBatch() throws {
        var ledger = try Self.ledger(Self.rule("busy", .count(over: 2, seconds: 60)))
        let ann = try wallet("ann", "ZAR")
        let outcomes = ledger.outcomes(ofBatch: [
            try spend("1"), AccountConfigure(account: ann, unlimited: true), try spend("1"), try spend("1"),
            AccountConfigure(account: ann, overdraftLimit: try amount("0"), unlimited: false), try spend("1"),
            try transfer("1", from: "bob", to: "ann"),
        ])
        // Without a limit nothing was held against the rule; what left meanwhile counts afterwards.
        #expect(outcomes.map(\.isFailure) == [false, false, false, false, false, true, false])
        #expect(outcomes[5].reported?.code == .riskDenied)
    }
}
