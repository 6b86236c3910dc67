import Contracts
import Ledger
import Postgres

/// The one statement that inserts all entries of a batch, after adding up the accounts without a limit.
struct EntryStatement {
    /// Nil where the batch has no entries.
    let statement: Statement?

    init(_ changes: Changes, _ now: Parameter) {
        let entries = changes.entries
        let known: [Parameter] = [
            now, .int64Array(entries.map(\.account.number)), .int64Array(entries.map(\.sequence)),
            .int64Array(entries.map(\.transaction.number)), .int64Array(entries.map(\.amount)),
            .int64Array(entries.map(\.balance)), .int16Array(entries.map(\.leg)), .int16Array(entries.map(\.unit)),
        ]
        let unlimited = changes.unlimitedEntries
        guard !unlimited.isEmpty else {
            statement = entries.isEmpty ? nil : Statement("\(Self.insert) \(Self.selectKnown)", known)
            return
        }
        var sums: [AccountID: Sum] = [:]
        var ranks: [Int64] = []
        var running: [Int64] = []
        for entry in unlimited {
            sums[entry.account, default: Sum()].add(entry)
            ranks.append(sums[entry.account]?.entries ?? 0)
            running.append(sums[entry.account]?.amount ?? 0)
        }
        let accounts = sums.sorted { $0.key < $1.key }
        statement = Statement(
            Self.both,
            known + [
                .int64Array(unlimited.map(\.account.number)), .int64Array(ranks),
                .int64Array(unlimited.map(\.transaction.number)), .int64Array(unlimited.map(\.amount)),
                .int64Array(running), .int16Array(unlimited.map(\.leg)), .int16Array(unlimited.map(\.unit)),
                .int64Array(accounts.map(\.key.number)), .int64Array(accounts.map(\.value.amount)),
                .int64Array(accounts.map(\.value.entries)), .int64Array(accounts.map(\.value.changes)),
            ])
    }

    /// What a batch brings to one account without a limit.
    private struct Sum {
        var amount: Int64 = 0
        var entries: Int64 = 0
        var changes: Int64 = 0
        private var last: TransactionID?

        mutating func add(_ entry: UnlimitedEntry) {
            // Wrapping is harmless here: a sum that does not fit makes the database refuse the balance.
            amount &+= entry.amount
            entries += 1
            // The legs of a transaction stand together, so a new transaction is a new change of the account.
            if last != entry.transaction { changes += 1 }
            last = entry.transaction
        }
    }

    private static let insert =
        "INSERT INTO entries (posted_at, account_id, sequence, transaction_id, amount, balance, leg, unit)"

    private static let selectKnown = """
        SELECT $1::timestamptz, * FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[],
            $7::smallint[], $8::smallint[])
        """

    private static let both = """
        WITH summed AS (
            UPDATE accounts SET posted = posted + new.amount, entry_seq = entry_seq + new.entries, version = version + new.changes
            FROM unnest($16::bigint[], $17::bigint[], $18::bigint[], $19::bigint[]) AS new (id, amount, entries, changes)
            WHERE accounts.id = new.id
            RETURNING accounts.id, accounts.posted - new.amount AS posted, accounts.entry_seq - new.entries AS entry_seq
        )
        \(insert)
        \(selectKnown)
        UNION ALL
        SELECT $1::timestamptz, summed.id, summed.entry_seq + new.rank, new.transaction_id, new.amount,
            summed.posted + new.running, new.leg, new.unit
        FROM unnest($9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::smallint[],
            $15::smallint[]) AS new (account_id, rank, transaction_id, amount, running, leg, unit)
        JOIN summed ON summed.id = new.account_id
        """
}
