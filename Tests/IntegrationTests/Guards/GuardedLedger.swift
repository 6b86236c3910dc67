import Contracts
import Postgres
import TestWorld
import Testing

/// A ledger with one object of each kind, made through the service, for somebody to tamper with.
struct GuardedLedger {
    let wallet: Int64
    let other: Int64
    let spent: Int64
    let untouched: Int64
    let reversed: Int64
    let hold: Int64
    let closedHold: Int64
    private let requests: GuardedRequests

    /// Makes the objects; amounts are in cents of rand: the wallet has 70.00, of which 20.00 are held and 5.00 captured.
    init(_ client: Client, _ name: String) async throws {
        let wallet = try await client.makeGuest(name, with: "100.00 ZAR")
        let other = try await client.makeGuest("\(name)-other", with: "100.00 ZAR")
        let spend = WalletSpend(wallet: .id(wallet), money: try money("20.00 ZAR"), destination: .revenue)
        let spent = try #require(try await client.call(spend).transaction)
        let refund = TransactionRefund(transaction: spent, money: try money("5.00 ZAR"), reason: "test")
        try #require(try await client.call(refund).isCommitted)
        let small = WalletSpend(wallet: .id(wallet), money: try money("10.00 ZAR"), destination: .revenue)
        let untouched = try #require(try await client.call(small).transaction)
        let reversed = try #require(try await client.call(spend).transaction)
        try #require(try await client.call(TransactionReverse(transaction: reversed, reason: "test")).isCommitted)
        let place = HoldPlace(wallet: .id(wallet), money: try money("25.00 ZAR"), expiresIn: 3_600)
        let hold = try #require(try await client.call(place).hold)
        let part = HoldCapture(hold: hold, to: .id(other), money: try money("5.00 ZAR"), final: false)
        try #require(try await client.call(part).isCommitted)
        let closed = try #require(try await client.call(place).hold)
        try #require(try await client.call(HoldRelease(hold: closed)).isCommitted)
        self.wallet = wallet.number
        self.other = other.number
        self.spent = spent.number
        self.untouched = untouched.number
        self.reversed = reversed.number
        self.hold = hold.number
        closedHold = closed.number
        requests = try await GuardedRequests(client, name)
    }

    /// Fills in a statement's names.
    func text(_ sql: String) -> String {
        requests.text(sql).replacing("$wallet", with: "\(wallet)").replacing("$other", with: "\(other)")
            .replacing("$spent", with: "\(spent)").replacing("$untouched", with: "\(untouched)")
            .replacing("$reversed", with: "\(reversed)")
            .replacing("$hold", with: "\(hold)").replacing("$closed", with: "\(closedHold)")
    }
}

/// Something that the database must not let happen.
struct Tampering: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// The constraint that stands against it, or else an SQLSTATE.
    let refusal: String
    /// The SQLSTATE that comes with the constraint, where it matters.
    var sqlState: String?
    /// Statements of one transaction; the last is the one that must fail.
    let statements: [String]

    init(_ name: String, _ refusal: String, _ statements: String...) {
        self.init(name, refusal, all: statements)
    }

    init(_ name: String, _ refusal: String, all statements: [String]) {
        testDescription = name
        self.refusal = refusal
        self.statements = statements
    }

    private static func post(
        _ name: String, _ refusal: String, from: String = "-100", to: String = "100", sequence: String = "entry_seq",
        posted: String = "posted - 100", stepsBy step: Int = 1
    ) -> Tampering {
        Tampering(
            name, refusal, all: posting(from: from, to: to, sequence: sequence, posted: posted, stepsBy: step))
    }

    /// Two legs for a new transaction, and the accounts' rows as they must then be.
    static func posting(
        type: String = "journal", original: String = "NULL", from: String = "-100", to: String = "100",
        sequence: String = "entry_seq", posted: String = "posted - 100", stepsBy step: Int = 1
    ) -> [String] {
        [
            "INSERT INTO transactions (id, type, posted_at, original_id) VALUES (1, '\(type)', now(), \(original))",
            "UPDATE accounts SET posted = \(posted), entry_seq = entry_seq + \(step) WHERE id = $wallet",
            "UPDATE accounts SET posted = posted + 100, entry_seq = entry_seq + 1 WHERE id = $other",
            """
            INSERT INTO entries (account_id, sequence, transaction_id, amount, balance, posted_at, leg, unit)
            SELECT id, \(sequence), 1, CASE id WHEN $wallet THEN \(from) ELSE \(to) END, posted, now(), 0, unit
            FROM accounts WHERE id IN ($wallet, $other)
            """,
        ]
    }

    static let money: [Tampering] = [
        post("legs that do not add up to zero", "entries_balanced", to: "101"),
        post("a gap between entries", "entries_continuous", sequence: "entry_seq + 1"),
        post("a gap that the account's row tells too", "entries_continuous", stepsBy: 2),
        post("an entry twice", "entries_pkey", sequence: "1"),
        post("a balance that does not follow from entries", "entries_continuous", posted: "posted - 99"),
        post("an entry of zero", "entries_amount_check", from: "0", to: "0"),
        Tampering("a wallet below zero", "accounts_funds", "UPDATE accounts SET posted = -1 WHERE id = $wallet"),
        Tampering(
            "more held than there is", "accounts_funds", "UPDATE accounts SET held = posted + 1 WHERE id = $wallet"),
        Tampering("less than nothing held", "accounts_held_check", "UPDATE accounts SET held = -1 WHERE id = $wallet"),
        Tampering(
            "a negative overdraft", "accounts_overdraft_limit_check",
            "UPDATE accounts SET overdraft_limit = -1 WHERE id = $wallet"),
        Tampering(
            "a deactivated account with money", "accounts_deactivated_empty",
            "UPDATE accounts SET status = 'deactivated' WHERE id = $wallet"),
        Tampering(
            "a second wallet of the same kind", "accounts_by_owner",
            """
            INSERT INTO accounts (id, owner, kind, unit, status, is_limited)
            SELECT 99999999, owner, kind, unit, status, is_limited FROM accounts WHERE id = $wallet
            """),
    ]

    static let state: [Tampering] = [
        Tampering(
            "a refund beyond the original", "transaction_states_refund_within_amount",
            "UPDATE transaction_states SET refunded = 2001 WHERE transaction_id = $spent"),
        Tampering(
            "a refund taken back", "transaction_states_move_forward",
            "UPDATE transaction_states SET refunded = 0 WHERE transaction_id = $spent"),
        Tampering(
            "a reversal after a refund", "transaction_states_reversed_or_refunded",
            "UPDATE transaction_states SET reversed_by = 7 WHERE transaction_id = $spent"),
        Tampering(
            "a second reversal", "transaction_states_move_forward",
            "UPDATE transaction_states SET reversed_by = 7 WHERE transaction_id = $reversed"),
        Tampering(
            "a reversal that reverses two", "transaction_states_reversed_by_key",
            """
            INSERT INTO transaction_states (transaction_id, amount, refunded, refunded_by_leg, reversed_by)
            SELECT transaction.id, 1, 0, '{0}', state.reversed_by FROM transaction_states AS state, transactions AS transaction
            WHERE state.transaction_id = $reversed AND transaction.type = 'deposit' LIMIT 1
            """),
        Tampering(
            "a capture beyond the hold", "holds_within_amount",
            "UPDATE holds SET captured = 2501, state = 'captured' WHERE id = $hold"),
        Tampering(
            "a capture taken back", "holds_move_forward", "UPDATE holds SET captured = 0 WHERE id = $hold"),
        Tampering(
            "a capture of a released hold", "holds_move_forward",
            "UPDATE holds SET captured = 1, released = amount - 1 WHERE id = $closed"),
        Tampering(
            "a hold that is used up and yet pending", "holds_closed_when_empty",
            "UPDATE holds SET captured = amount WHERE id = $hold"),
        Tampering(
            "a hold that is closed before it is used up", "holds_closed_when_empty",
            "UPDATE holds SET state = 'captured' WHERE id = $hold"),
        Tampering(
            "an outcome under a key that has one", "outcomes_pkey",
            """
            INSERT INTO outcomes (subject, message_id, number, is_committed, proof, decided_at, type, fingerprint, document)
            SELECT subject, message_id, 1, true, 0, now(), type, fingerprint, document FROM outcomes LIMIT 1
            """),
        Tampering(
            "an outcome's number twice", "outcomes_by_number",
            """
            INSERT INTO outcomes (subject, message_id, number, is_committed, proof, decided_at, type, fingerprint, document)
            SELECT subject, 'other', number, true, 0, now(), type, fingerprint, document FROM outcomes LIMIT 1
            """),
    ]

    /// What even the owner of the tables may not do.
    static let history: [Tampering] = ["entries", "transactions", "outcomes"].flatMap { table in
        [
            Tampering("\(table): update", "42501", "UPDATE \(table) SET \(column[table] ?? "")"),
            Tampering("\(table): update of nothing", "42501", "UPDATE \(table) SET \(column[table] ?? "") WHERE false"),
            Tampering("\(table): delete", "42501", "DELETE FROM \(table)"),
            Tampering("\(table): truncate", "42501", "TRUNCATE \(table) CASCADE"),
        ]
    }

    private static let column = [
        "entries": "amount = amount + 1", "transactions": "reference = 'x'", "outcomes": "document = '{}'",
    ]

    /// What the service's role may not do at all.
    static let privileges: [Tampering] = [
        Tampering("switch the guards off", "42501", "ALTER TABLE entries DISABLE TRIGGER ALL"),
        Tampering("switch triggers off for itself", "42501", "SET session_replication_role = 'replica'"),
        Tampering("drop a guard", "42501", "DROP TRIGGER entries_append_only ON entries"),
        Tampering("delete an account", "42501", "DELETE FROM accounts"),
        Tampering("delete a hold", "42501", "DELETE FROM holds"),
        Tampering("forget a refund", "42501", "DELETE FROM transaction_states"),
        Tampering("change a unit", "42501", "UPDATE units SET decimals = 0"),
        Tampering("make a table", "42501", "CREATE TABLE mine (id bigint)"),
    ]
}
