import Contracts
import EventReplay
import Postgres

/// Writes what a replay makes into an empty database, in one transaction.
struct Rebuilding {
    private let connection: PostgresConnection
    private var replay = EventReplay()
    private var report = ReplayReport()
    private var posted: [ReplayedTransaction] = []

    /// Transactions that are written together.
    private static let chunk = 2_000

    init(_ connection: PostgresConnection) { self.connection = connection }

    mutating func run(_ index: ArchiveIndex) async throws -> ReplayReport {
        let begun = ContinuousClock.now
        try await connection.run(Statement("BEGIN ISOLATION LEVEL REPEATABLE READ"))
        do {
            try await checkEmptiness()
            var progress = Progress("replay", total: index.count)
            report.repeated = try await index.forEach { event in
                try replay.take(event)
                posted += replay.takePosted()
                if posted.count >= Self.chunk { try await writePosted() }
                progress.show(replay.events, "events")
            }
            try replay.finish()
            try await writePosted()
            try await writeRest()
            try await connection.run(.commit)
            progress.end("\(Terminal.grouped(replay.events)) events")
        } catch {
            try? await connection.rollback()
            if let error = error as? ReplayError {
                throw OperatorFailure(.wrong, "the archive does not make a ledger: \(error)")
            }
            throw error
        }
        report.events = replay.events
        report.parties = replay.parties.count
        report.accounts = replay.accounts.count
        report.holds = replay.holds.count
        report.requests = replay.requests.count
        report.seconds = Double((ContinuousClock.now - begun) / .milliseconds(1)) / 1_000
        return report
    }

    private func checkEmptiness() async throws {
        let rows = try await connection.run(Statement(once: ReplayStatements.contents))
        guard let row = rows.first, try row.bool(0) else {
            throw OperatorFailure(
                .wrong, "the database is not empty", advice: "Make a new one, and run: kauri migrate --database URL")
        }
    }

    private mutating func writePosted() async throws {
        guard !posted.isEmpty else { return }
        try await connection.run([
            ReplayStatements.transactions(posted), ReplayStatements.entries(posted),
        ])
        report.transactions += posted.count
        report.entries += posted.reduce(0) { $0 + $1.entries.count }
        posted = []
    }

    private mutating func writeRest() async throws {
        let units = replay.units.registered
        if !units.isEmpty {
            try await connection.run(ReplayStatements.units(units, names: replay.unitNames))
            try await connection.run(ReplayStatements.systemAccounts(of: units))
        }
        for parties in replay.parties.values.sorted(by: { $0.id < $1.id }).chunks(of: Self.chunk) {
            try await connection.run(ReplayStatements.parties(parties))
        }
        let accounts = replay.accounts.values.sorted { $0.id < $1.id }
        for wallets in accounts.filter({ $0.owner != nil }).chunks(of: Self.chunk) {
            try await connection.run(ReplayStatements.wallets(wallets))
        }
        for own in accounts.filter({ $0.owner == nil }).chunks(of: Self.chunk) {
            try await connection.run(ReplayStatements.systemBalances(own))
        }
        for holds in replay.holds.values.sorted(by: { $0.id < $1.id }).chunks(of: Self.chunk) {
            try await connection.run(ReplayStatements.holds(holds))
        }
        for requests in replay.requests.values.sorted(by: { $0.number < $1.number }).chunks(of: Self.chunk) {
            try await connection.run(ReplayStatements.requests(requests))
        }
        try await writeUndoings()
        try await connection.run(Statement(once: ReplayStatements.numbersBeyond, [.int64(replay.highestNumber)]))
    }

    /// What was given back stands beside each original; the legs are read back, for they are no longer in memory.
    private func writeUndoings() async throws {
        for undoings in replay.undoings.sorted(by: { $0.key < $1.key }).chunks(of: Self.chunk) {
            let ids = undoings.flatMap { [$0.key] + $0.value.refunds }
            let rows = try await connection.run(
                Statement(ReplayStatements.legs, [.int64Array(Set(ids).map(\.number))]))
            var legs: [Int64: [Int64]] = [:]
            for row in rows { legs[try row.int64(0)] = try row.int64Array(1) }
            for (original, undoing) in undoings {
                guard let amounts = legs[original.number] else {
                    throw OperatorFailure(.wrong, "the archive has no transaction \(original), which was given back")
                }
                let refunds = undoing.refunds.map { legs[$0.number]?.moved ?? 0 }
                let refunded = ReplayedUndoing.refunded(legs: amounts, by: refunds)
                try await connection.run(
                    Statement(
                        ReplayStatements.state,
                        [
                            .int64(original.number), .int64(amounts.moved), .int64(refunds.reduce(0, +)),
                            .int64Array(refunded), .optionalInt64(undoing.reversal?.number),
                        ]))
            }
        }
    }
}

extension [Int64] {
    /// What legs have moved: the sum of those that received.
    fileprivate var moved: Int64 { reduce(0) { $0 + Swift.max($1, 0) } }
}

extension Array {
    /// Parts of some length, in order.
    fileprivate func chunks(of length: Int) -> [[Element]] {
        stride(from: 0, to: count, by: length).map { Array(self[$0..<Swift.min($0 + length, count)]) }
    }
}
