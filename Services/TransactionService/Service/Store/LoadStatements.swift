import Contracts
import Ledger
import Postgres

/// The statements that lock and read what a batch needs, in the order in which locks are taken: flags, owners of bank accounts, requests, holds, states of
/// transactions, parties, accounts, each in id order; and the outcomes last, because what was read before waiting for a lock is stale.
struct LoadStatements {
    /// What a result in the segment is about.
    enum Part {
        case begin, units, flags, banks, requests, holds, locks, states, legs, parties, phones, resolved, limited,
            unlimited, plans, limits, levels, days, movements, numbers, outcomes, time
    }

    private(set) var parts: [Part] = []
    private(set) var statements: [Statement] = []

    /// - Parameters:
    ///   - unlimited: accounts that are known to have no limit: a hint that saves a round trip.
    ///   - numberBlocks: how many blocks of new numbers to take.
    ///   - window: how many seconds back risk rules look at what left the wallets; nil where they do not.
    init(_ needs: Needs, unlimited: Set<AccountID>, numberBlocks: Int, refreshesUnits: Bool, window: Int64?) {
        add(.begin, .begin)
        if refreshesUnits { add(.units, UnitStore.loadRegistered) }
        addWorkflows(needs)
        addDependents(needs)
        addParties(needs)
        addAccounts(needs, unlimited)
        addBounds(needs, window)
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
        if !needs.transactions.isEmpty || !needs.requests.isEmpty {
            let ids: [Parameter] = [
                .int64Array(needs.transactions.map(\.number).sorted()), .int64Array(needs.requests.sorted()),
            ]
            add(.locks, Statement(Self.lockTransactions, ids))
            add(.states, Statement(Self.states, ids))
            add(.legs, Statement(Self.legs, ids))
        }
    }

    private mutating func addParties(_ needs: Needs) {
        let lock = needs.changesParties ? "FOR UPDATE" : "FOR KEY SHARE"
        if !needs.parties.isEmpty {
            let ids = Parameter.textArray(needs.parties.sorted().map(\.text))
            add(.parties, Statement("\(Self.parties) WHERE id = ANY($1::text[]) ORDER BY id \(lock)", [ids]))
        }
        if !needs.phones.isEmpty {
            let phones = Parameter.textArray(needs.phones.map(\.text).sorted())
            // Locked first and read then, for a number may change its owner while the lock is waited for.
            add(.locks, Statement("SELECT id FROM parties WHERE phone = ANY($1::text[]) ORDER BY id \(lock)", [phones]))
            add(.phones, Statement("\(Self.parties) WHERE phone = ANY($1::text[])", [phones]))
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

    mutating func add(_ part: Part, _ statement: Statement) {
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
        SELECT id, owner, kind, unit, status, is_limited, posted, held, overdraft_limit, version, entry_seq, shortfall
        FROM accounts WHERE id = ANY(\(ids)) \(rest)
        """
    }

    /// Accounts by number, by owner, by telephone number, of holds, of requests, of transactions' legs, and all of some parties.
    static let resolvedIDs = """
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
            UNION SELECT account_id FROM requests WHERE id = ANY($10::bigint[])
            UNION SELECT entry.account_id FROM requests JOIN entries AS entry ON entry.transaction_id = requests.transaction_id
                WHERE requests.id = ANY($10::bigint[])
            UNION SELECT id FROM accounts WHERE owner = ANY($11::text[])
        )
        """

    private static let resolve = "SELECT unnest(\(resolvedIDs))"

    static func selectors(_ needs: Needs) -> [Parameter] {
        let addresses = Array(needs.addresses)
        let phones = Array(needs.phoneAddresses)
        return [
            .int64Array(needs.accounts.map(\.number)),
            .textArray(addresses.map(\.owner.text)), .textArray(addresses.map(\.kind)),
            .textArray(addresses.map(\.currency)),
            .textArray(phones.map(\.phone.text)), .textArray(phones.map(\.kind)), .textArray(phones.map(\.currency)),
            .int64Array(needs.holds.map(\.number)), .int64Array(needs.transactions.map(\.number)),
            .int64Array(Array(needs.requests)), .textArray(needs.wholeParties.map(\.text)),
        ]
    }

    private static let holds = """
        SELECT id, account_id, amount, expires_at, captured, released, state, reference, description, placed_at
        FROM holds WHERE id = ANY($1::bigint[]) ORDER BY id FOR NO KEY UPDATE
        """

    /// Transactions by number, and those for which requests stand.
    private static let transactionIDs = """
        ARRAY(
            SELECT unnest($1::bigint[])
            UNION SELECT transaction_id FROM requests WHERE id = ANY($2::bigint[]) AND transaction_id IS NOT NULL
            ORDER BY 1
        )
        """

    /// A transaction that nobody has refunded has no state yet whose row could be locked; its number stands in for it.
    private static let lockTransactions = "SELECT pg_advisory_xact_lock(id) FROM unnest(\(transactionIDs)) AS id"

    private static let states = """
        SELECT transaction_id, refunded_by_leg, reversed_by
        FROM transaction_states WHERE transaction_id = ANY(\(transactionIDs)) ORDER BY transaction_id FOR NO KEY UPDATE
        """

    private static let legs = """
        SELECT entry.transaction_id, transaction.type, entry.account_id, entry.amount, entry.unit, transaction.posted_at
        FROM entries AS entry JOIN transactions AS transaction ON transaction.id = entry.transaction_id
        WHERE entry.transaction_id = ANY(\(transactionIDs)) ORDER BY entry.transaction_id, entry.leg
        """

    private static let parties = """
        SELECT id, party_type, name, language, time_zone, phone, kyc_level, erased_at IS NOT NULL FROM parties
        """

    private static let takeNumbers = "SELECT nextval('ledger_numbers') FROM generate_series(1, $1::integer)"

    private static let outcomes = """
        SELECT outcome.subject, outcome.message_id, outcome.fingerprint, outcome.document, outcome.is_committed
        FROM unnest($1::text[], $2::text[]) AS key (subject, message_id)
        JOIN outcomes AS outcome ON outcome.subject = key.subject AND outcome.message_id = key.message_id
        """
}
