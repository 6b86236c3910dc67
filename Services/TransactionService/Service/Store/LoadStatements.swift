import Contracts
import Ledger
import Postgres

/// The statements that lock and read what a batch needs, in the order in which locks are taken: holds, states of transactions, parties,
/// accounts, each in id order; and the outcomes last, because what was read before waiting for a lock is stale.
struct LoadStatements {
    /// What a result in the segment is about.
    enum Part {
        case begin, units, holds, locks, states, legs, parties, phones, resolved, limited, unlimited, numbers, outcomes,
            time
    }

    private(set) var parts: [Part] = []
    private(set) var statements: [Statement] = []

    /// - Parameters:
    ///   - unlimited: accounts that are known to have no limit: a hint that saves a round trip.
    ///   - numberBlocks: how many blocks of new numbers to take.
    init(_ needs: Needs, unlimited: Set<AccountID>, numberBlocks: Int, refreshesUnits: Bool) {
        add(.begin, .begin)
        if refreshesUnits { add(.units, UnitStore.loadRegistered) }
        addDependents(needs)
        addParties(needs)
        addAccounts(needs, unlimited)
        if numberBlocks > 0 { add(.numbers, Statement(Self.takeNumbers, [.int32(Int32(numberBlocks))])) }
        let keys = Array(needs.keys)
        add(
            .outcomes,
            Statement(Self.outcomes, [.textArray(keys.map(\.subject)), .textArray(keys.map(\.messageID))]))
        add(.time, Statement("SELECT clock_timestamp()", []))
    }

    private mutating func addDependents(_ needs: Needs) {
        if !needs.holds.isEmpty {
            add(.holds, Statement(Self.holds, [.int64Array(needs.holds.map(\.number).sorted())]))
        }
        if !needs.transactions.isEmpty {
            let ids = Parameter.int64Array(needs.transactions.map(\.number).sorted())
            add(.locks, Statement(Self.lockTransactions, [ids]))
            add(.states, Statement(Self.states, [ids]))
            add(.legs, Statement(Self.legs, [ids]))
        }
    }

    private mutating func addParties(_ needs: Needs) {
        if !needs.parties.isEmpty {
            add(.parties, Statement(Self.parties, [.textArray(needs.parties.sorted().map(\.text))]))
        }
        if !needs.phones.isEmpty {
            add(.phones, Statement(Self.phones, [.textArray(needs.phones.map(\.text).sorted())]))
        }
    }

    private mutating func addAccounts(_ needs: Needs, _ unlimited: Set<AccountID>) {
        guard needs.isPlain else {
            let selectors = Self.selectors(needs)
            add(.resolved, Statement(Self.resolve, selectors))
            let lock = needs.administers ? "FOR UPDATE" : "FOR NO KEY UPDATE"
            add(
                .limited, Statement(Self.select("\(Self.resolvedIDs)", "AND is_limited ORDER BY id \(lock)"), selectors)
            )
            let share = needs.administers ? "FOR UPDATE" : "FOR KEY SHARE"
            add(
                .unlimited,
                Statement(Self.select("\(Self.resolvedIDs)", "AND NOT is_limited ORDER BY id \(share)"), selectors))
            return
        }
        guard !needs.accounts.isEmpty else { return }
        if needs.administers {
            let ids = Parameter.int64Array(needs.accounts.map(\.number).sorted())
            add(.limited, Statement(Self.select("$1", "ORDER BY id FOR UPDATE"), [ids]))
            return
        }
        let limited = needs.accounts.subtracting(unlimited)
        if !limited.isEmpty { add(.limited, Self.lockLimited(limited)) }
        let shared = needs.accounts.intersection(unlimited)
        if !shared.isEmpty { add(.unlimited, Self.shareUnlimited(shared)) }
    }

    private mutating func add(_ part: Part, _ statement: Statement) {
        parts.append(part)
        statements.append(statement)
    }
}

extension LoadStatements {
    static func lockLimited(_ ids: Set<AccountID>) -> Statement {
        Statement(
            select("$1", "AND is_limited ORDER BY id FOR NO KEY UPDATE"), [.int64Array(ids.map(\.number).sorted())])
    }

    static func shareUnlimited(_ ids: Set<AccountID>) -> Statement {
        Statement(
            select("$1", "AND NOT is_limited ORDER BY id FOR KEY SHARE"), [.int64Array(ids.map(\.number).sorted())])
    }

    private static func select(_ ids: String, _ rest: String) -> String {
        """
        SELECT id, owner, kind, unit, status, is_limited, posted, held, overdraft_limit, version, entry_seq
        FROM accounts WHERE id = ANY(\(ids)) \(rest)
        """
    }

    /// Accounts by number, by owner, by telephone number, of holds, and of transactions' legs.
    private static let resolvedIDs = """
        ARRAY(
            SELECT unnest($1::bigint[])
            UNION SELECT account.id FROM unnest($2::text[], $3::text[], $4::text[]) AS wanted (owner, kind, code)
                JOIN units ON units.code = wanted.code
                JOIN accounts AS account
                    ON account.owner = wanted.owner AND account.kind = wanted.kind AND account.unit = units.number
            UNION SELECT account.id FROM unnest($5::text[], $6::text[], $7::text[]) AS wanted (phone, kind, code)
                JOIN units ON units.code = wanted.code
                JOIN parties ON parties.phone = wanted.phone
                JOIN accounts AS account
                    ON account.owner = parties.id AND account.kind = wanted.kind AND account.unit = units.number
            UNION SELECT account_id FROM holds WHERE id = ANY($8::bigint[])
            UNION SELECT account_id FROM entries WHERE transaction_id = ANY($9::bigint[])
        )
        """

    private static let resolve = "SELECT unnest(\(resolvedIDs))"

    private static func selectors(_ needs: Needs) -> [Parameter] {
        let addresses = Array(needs.addresses)
        let phones = Array(needs.phoneAddresses)
        return [
            .int64Array(needs.accounts.map(\.number)),
            .textArray(addresses.map(\.owner.text)), .textArray(addresses.map(\.kind)),
            .textArray(addresses.map(\.currency)),
            .textArray(phones.map(\.phone.text)), .textArray(phones.map(\.kind)), .textArray(phones.map(\.currency)),
            .int64Array(needs.holds.map(\.number)), .int64Array(needs.transactions.map(\.number)),
        ]
    }

    private static let holds = """
        SELECT id, account_id, amount, expires_at, captured, released, state, reference, description
        FROM holds WHERE id = ANY($1::bigint[]) ORDER BY id FOR NO KEY UPDATE
        """

    /// A transaction that nobody has refunded has no state yet whose row could be locked; its number stands in for it.
    private static let lockTransactions = "SELECT pg_advisory_xact_lock(id) FROM unnest($1::bigint[]) AS id"

    private static let states = """
        SELECT transaction_id, refunded_by_leg, reversed_by
        FROM transaction_states WHERE transaction_id = ANY($1::bigint[]) ORDER BY transaction_id FOR NO KEY UPDATE
        """

    private static let legs = """
        SELECT entry.transaction_id, transaction.type, entry.account_id, entry.amount, entry.unit
        FROM entries AS entry JOIN transactions AS transaction ON transaction.id = entry.transaction_id
        WHERE entry.transaction_id = ANY($1::bigint[]) ORDER BY entry.transaction_id, entry.leg
        """

    private static let parties = """
        SELECT id, party_type, phone FROM parties WHERE id = ANY($1::text[]) ORDER BY id FOR KEY SHARE
        """

    private static let phones = """
        SELECT id, party_type, phone FROM parties WHERE phone = ANY($1::text[]) ORDER BY id FOR KEY SHARE
        """

    private static let takeNumbers = "SELECT nextval('ledger_numbers') FROM generate_series(1, $1::integer)"

    private static let outcomes = """
        SELECT outcome.subject, outcome.message_id, outcome.fingerprint, outcome.document, outcome.is_committed
        FROM unnest($1::text[], $2::text[]) AS key (subject, message_id)
        JOIN outcomes AS outcome ON outcome.subject = key.subject AND outcome.message_id = key.message_id
        """
}
