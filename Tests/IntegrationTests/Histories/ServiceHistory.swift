import Contracts
import Foundation
import NaiveLedger
import Postgres
import TestWorld
import Testing

/// One random history as it goes through broker, service and database, with the naive model beside it.
struct ServiceHistory {
    let seed: UInt64
    let prefix: String
    private let client: Client
    private var generator: HistoryGenerator
    private(set) var model = NaiveLedger()
    private var now = Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
    private var sent = 0
    private var hasBegun = false
    /// How often each outcome came, so that a history that tests nothing is noticed.
    private(set) var tally: [String: Int] = [:]
    /// The ids of all events that replies have told of.
    private(set) var events: Set<String> = []

    init(seed: UInt64, client: Client) {
        self.seed = seed
        self.client = client
        prefix = "s\(seed)."
        var options = HistoryGenerator.Options()
        options.prefix = prefix
        // Real time passes slowly: holds must end while the history lasts.
        options.holdSeconds = 1...4
        generator = HistoryGenerator(seed: seed, options: options)
    }

    /// Sends the next messages all at once and gives their replies in the order of sending.
    ///
    /// - Parameter key: the ordering key of the message at a place.
    mutating func wave(of size: Int, key: (Int) -> String) async throws -> [(HistoryItem, Reply)] {
        let items = hasBegun ? generator.wave(of: size, at: now, knowing: model) : generator.opening()
        hasBegun = true
        var requests: [Request] = []
        var ids: [String] = []
        for item in items {
            sent += 1
            let id = "\(prefix)\(sent)"
            ids.append(id)
            // Message ids repeat in a history, correlation ids must not.
            let request = Request(type: item.type, id: item.messageID, key: key(sent), body: item.body)
            requests.append(request.with { $0.correlationID = id })
        }
        try await client.send(requests)
        let replies = try await client.replies(toAll: ids)
        await client.forget(ids)
        return Array(zip(items, replies))
    }

    /// Tells the model of a message, with the ids and the moment that the reply gives.
    ///
    /// - Returns: what the model says, and what the service said.
    mutating func carryOut(
        _ item: HistoryItem, _ reply: Reply
    ) throws -> (expected: [NaiveOutcome], reported: [NaiveOutcome]) {
        let reported = try reply.outcomes.map {
            try #require(ReportedOutcome(.object($0.document.object)), "seed \(seed): \(reply.body.text)")
        }
        for outcome in reply.outcomes { if let event = outcome.event { events.insert(event) } }
        for outcome in reported { tally["\(outcome.outcome)", default: 0] += 1 }
        // A repeated answer tells the moment of the first one.
        if let moment = reported.first(where: { !$0.isReplay })?.at { now = max(now, moment) }
        let at = reported.first { !$0.isReplay }?.at ?? now
        let expected = execute(item, at: at, assigned: reported.map(\.assigned))
        return (expected, reported.map(\.outcome))
    }

    /// Carries a message out in the model as it was read from its bytes: what travels is what counts.
    private mutating func execute(_ item: HistoryItem, at moment: Timestamp, assigned: [AssignedIDs]) -> [NaiveOutcome]
    {
        let message = IncomingMessage(body: item.body, messageID: item.messageID, type: item.type)
        do throws(CommandError) {
            switch try CommandMessage.read(message, from: .anonymous) {
            case .single(let envelope): return model.execute(.single(envelope), at: moment, assigned: assigned)
            case .linked(let envelopes):
                return model.execute(.linked(id: item.messageID, envelopes), at: moment, assigned: assigned)
            case .independent(let members):
                return zip(members, assigned).map { member, ids in
                    switch member {
                    case .success(let envelope): model.execute(envelope, at: moment, assigned: ids)
                    case .failure(let failure): .rejected(failure.error.code)
                    }
                }
            }
        } catch {
            return [.rejected(error.code)]
        }
    }

    /// Holds the database against the model's state.
    func compareStates(_ connection: PostgresConnection) async throws {
        try await compareWallets(connection)
        try await compareOwnAccounts(connection)
        try await compareHolds(connection)
        try await compareTransactions(connection)
    }

    private func compareWallets(_ connection: PostgresConnection) async throws {
        let rows = try await connection.run(
            Statement(
                """
                SELECT account.id, account.owner, account.kind, units.code, account.status, account.is_limited,
                    account.posted, account.held, account.overdraft_limit, account.version,
                    ARRAY(SELECT amount FROM entries WHERE account_id = account.id ORDER BY sequence)
                FROM accounts AS account JOIN units ON units.number = account.unit
                WHERE account.owner LIKE $1 || '%'
                """, [.text(prefix)]))
        let wallets = model.accounts.values.filter { $0.owner != nil }
        try #require(rows.rowCount == wallets.count, "seed \(seed)")
        for row in rows {
            let name = AccountID(number: try row.int64(0)).description
            let other = try #require(model.accounts[name], "seed \(seed): \(name)")
            let isSame =
                try other.owner?.text == row.text(1) && other.kind == row.text(2) && other.currency == row.text(3)
                && other.status.rawValue == row.text(4) && other.isLimited == row.bool(5)
                && other.posted == Int128(row.int64(6)) && model.held(on: name) == Int128(row.int64(7))
                && other.overdraftLimit == row.int64(8) && other.entries == row.int64Array(10)
            #expect(isSame, "seed \(seed): \(name) is \(row), and not \(other)")
            let version = try row.int64(9)
            #expect(version == other.version, "seed \(seed): \(name)")
        }
    }

    /// The ledger's own accounts: nobody but this history may have used them.
    private func compareOwnAccounts(_ connection: PostgresConnection) async throws {
        let rows = try await connection.run(
            Statement(
                """
                SELECT account.kind || ':' || units.code, account.posted
                FROM accounts AS account JOIN units ON units.number = account.unit
                WHERE account.owner IS NULL AND account.entry_seq > 0
                """, []))
        let used = model.accounts.values.filter { $0.owner == nil && !$0.entries.isEmpty }
        try #require(rows.rowCount == used.count, "seed \(seed)")
        for row in rows {
            let name = try row.text(0)
            let posted = try row.int64(1)
            #expect(model.accounts[name]?.posted == Int128(posted), "seed \(seed): \(name)")
        }
    }

    private func compareHolds(_ connection: PostgresConnection) async throws {
        let rows = try await connection.run(
            Statement(
                """
                SELECT hold.id, hold.account_id, hold.amount, hold.captured, hold.released, hold.state, hold.expires_at
                FROM holds AS hold JOIN accounts ON accounts.id = hold.account_id WHERE accounts.owner LIKE $1 || '%'
                """, [.text(prefix)]))
        try #require(rows.rowCount == model.holds.count, "seed \(seed)")
        for row in rows {
            let other = try #require(model.holds[HoldID(number: try row.int64(0))], "seed \(seed)")
            let isSame =
                try other.account == AccountID(number: row.int64(1)).description && other.amount == row.int64(2)
                && other.captured == row.int64(3) && other.released == row.int64(4)
                && other.state.rawValue == row.text(5) && other.expiresAt.microseconds == row.timestamp(6)
            #expect(isSame, "seed \(seed): \(row) is not \(other)")
        }
    }

    private func compareTransactions(_ connection: PostgresConnection) async throws {
        let rows = try await connection.run(
            Statement(
                """
                SELECT transaction.id, transaction.type, state.refunded, state.reversed_by,
                    ARRAY(SELECT amount FROM entries WHERE transaction_id = transaction.id ORDER BY leg)
                FROM transactions AS transaction
                LEFT JOIN transaction_states AS state ON state.transaction_id = transaction.id
                WHERE transaction.id = ANY($1::bigint[])
                """, [.int64Array(model.transactions.keys.map(\.number))]))
        try #require(rows.rowCount == model.transactions.count, "seed \(seed)")
        for row in rows {
            let other = try #require(model.transactions[TransactionID(number: try row.int64(0))])
            let isSame =
                try other.type == row.text(1) && other.refunded.reduce(0, +) == row.optionalInt64(2) ?? 0
                && other.reversedBy?.number == row.optionalInt64(3) && other.legs.map(\.amount) == row.int64Array(4)
            #expect(isSame, "seed \(seed): \(row) is not \(other)")
        }
    }
}
