import BookingDay
import Contracts
import Postgres
import RabbitMQ

/// Wallets to be measured with: `bench:0`, `bench:1` …, opened once, funded, and used again by later runs.
struct BenchWallets {
    static let currency = "ZAR"
    /// What a wallet is given, in minor units.
    private static let funds: Int64 = 100_000_000_00
    /// Below this a wallet is given more, in minor units: far above what one run can spend.
    private static let least: Int64 = 1_000_000_00
    private static let chunk = 250

    let client: LedgerClient
    let database: PostgresConfiguration
    let runID: String

    /// Makes sure that `count` funded wallets are there.
    ///
    /// - Returns: their numbers.
    func prepare(_ count: Int) async throws -> [Int64] {
        var wallets = try await existing(count)
        let missing = (0..<count).filter { wallets[$0] == nil }
        if !missing.isEmpty {
            // Whole chunks, so that what an interrupted run has done is answered as a replay.
            let chunks = Set(missing.map { $0 / Self.chunk }).sorted()
            try await send("opening wallets", chunks.map { openings($0, of: count) })
        }
        wallets = try await existing(count)
        let poor = wallets.filter { $0.value.posted < Self.least }.map(\.value.id).sorted()
        if !poor.isEmpty {
            let groups = stride(from: 0, to: poor.count, by: Self.chunk).map {
                Array(poor[$0..<min($0 + Self.chunk, poor.count)])
            }
            try await send("funding wallets", groups.enumerated().map { deposits($1, group: $0) })
        }
        guard wallets.count == count else {
            throw OperatorFailure(.wrong, "only \(wallets.count) of \(count) wallets could be opened")
        }
        return wallets.sorted { $0.key < $1.key }.map(\.value.id)
    }

    private typealias Existing = [Int: (id: Int64, posted: Int64)]

    private func existing(_ count: Int) async throws -> Existing {
        let query = """
            SELECT substr(account.owner, 7)::integer, account.id, account.posted
            FROM accounts AS account JOIN units AS unit ON unit.number = account.unit
            WHERE account.owner >= 'bench:' AND account.owner < 'bench;' AND account.owner ~ '^bench:[0-9]{1,9}$'
                AND unit.code = $1 AND account.kind = 'main' AND account.status = 'active'
            """
        return try await withDatabase(database) { connection in
            var found: Existing = [:]
            for row in try await connection.run(Statement(once: query, [.text(Self.currency)])) {
                let index = Int(try row.int32(0))
                if index < count { found[index] = (try row.int64(1), try row.int64(2)) }
            }
            return found
        }
    }

    /// A party, and a deposit that opens its wallet, for each of a chunk.
    private func openings(_ chunk: Int, of count: Int) -> OutgoingMessage {
        let commands = (chunk * Self.chunk..<(chunk + 1) * Self.chunk).flatMap { index -> [any Command] in
            guard let party = PartyID(text: "bench:\(index)"), let money = Self.money else { return [] }
            return [
                PartyRegister(party: party, partyType: .user, name: "bench \(index)", kycLevel: 0),
                WalletDeposit(
                    wallet: .party(party, kind: AccountReference.defaultKind, currency: Self.currency), money: money,
                    source: .cash, open: true),
            ]
        }
        return message(commands, id: "bench/wallets/\(chunk)", correlation: chunk)
    }

    private func deposits(_ wallets: [Int64], group: Int) -> OutgoingMessage {
        let commands: [any Command] = wallets.compactMap { number in
            Self.money.map { WalletDeposit(wallet: .id(AccountID(number: number)), money: $0, source: .cash) }
        }
        return message(commands, id: "\(runID)/funds/\(group)", correlation: group)
    }

    private static var money: StatedMoney? {
        UnitRegistry()[currency].map { StatedMoney(Money(minorUnits: funds, unit: $0)) }
    }

    private func message(_ commands: [any Command], id: String, correlation: Int) -> OutgoingMessage {
        var json = JSONWriter(capacity: 300 * commands.count)
        json.beginObject()
        json.member("mode", "independent")
        json.key("commands")
        json.beginArray()
        for command in commands {
            var fields = FieldWriter(showsSecrets: true)
            command.write(to: &fields)
            json.beginObject()
            json.member("type", Swift.type(of: command).type)
            json.key("data")
            json.raw(fields.finish())
            json.endObject()
        }
        json.endArray()
        json.endObject()
        return client.message(type: "batch", id: id, correlation: "\(correlation)", key: id, body: json.bytes)
    }

    /// Sends batch messages, a few at a time, and waits for all replies.
    private func send(_ title: String, _ messages: [OutgoingMessage]) async throws {
        var progress = Progress(title, total: messages.count)
        var count = ReplyCount()
        var sent = 0
        var answered = 0
        while answered < messages.count {
            let next = messages[sent..<min(messages.count, answered + 16)]
            sent += next.count
            if !next.isEmpty {
                let outcomes = try await client.publisher.publish(Array(next))
                guard outcomes.allSatisfy(\.isConfirmed) else {
                    throw OperatorFailure(.unavailable, "the broker does not take commands")
                }
            }
            let batch = try await within(.seconds(60), "no reply from transaction-service; see its log") {
                try await client.replies.next(maximumCount: 16, maximumBytes: 64 << 20)
            }
            for delivery in batch.deliveries { count.take(delivery.body) }
            answered += batch.deliveries.count
            await client.replies.acknowledge(through: batch.lastTag, epoch: batch.epoch)
            progress.show(answered)
        }
        progress.end("\(Terminal.grouped(count.committed)) commands committed")
        guard count.refused == 0 else {
            throw OperatorFailure(.wrong, "\(title): \(count.refused) commands were refused: \(count.errors)")
        }
    }
}

/// Gives up what takes longer than a limit.
func within<Result: Sendable>(
    _ limit: Duration, _ message: String, _ body: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: Result.self) { group in
        group.addTask(operation: body)
        group.addTask {
            try await Task.sleep(for: limit)
            throw OperatorFailure(.unavailable, message)
        }
        defer { group.cancelAll() }
        guard let first = try await group.next() else { throw CancellationError() }
        return first
    }
}
