import Contracts
import Ledger
import Postgres

extension LoadStatements {
    /// Flags, owners of bank accounts and requests, in this order, each in id order.
    mutating func addWorkflows(_ needs: Needs) {
        if !needs.flags.isEmpty {
            add(.flags, Statement(Self.flags, [.int64Array(needs.flags.map(\.number).sorted())]))
        }
        if needs.needsBanks {
            let parties: [Parameter] = [
                .int64Array(needs.bankAccounts.map(\.number)), .textArray(needs.bankOwners.map(\.text)),
                .int64Array(needs.bankWallets.map(\.number)), .textArray(needs.bankPhones.map(\.text)),
            ]
            // Their owners are locked first, and they are read then: what was added while the lock was waited for must be seen.
            add(.locks, Statement(Self.lockBankOwners, parties))
            add(.banks, Statement(Self.banks, parties))
        }
        if !needs.requests.isEmpty || !needs.leavingBanks.isEmpty {
            add(
                .requests,
                Statement(
                    Self.requests,
                    [
                        .int64Array(needs.requests.sorted()), .int64Array(needs.leavingBanks.map(\.number)),
                    ]))
        }
    }

    private static let flags = """
        SELECT id, account_id, subject, message_id, command_type, rules, action, state, transaction_id
        FROM risk_flags WHERE id = ANY($1::bigint[]) ORDER BY id FOR NO KEY UPDATE
        """

    private static let bankOwners = """
        ARRAY(
            SELECT unnest($2::text[])
            UNION SELECT party_id FROM bank_accounts WHERE id = ANY($1::bigint[])
            UNION SELECT owner FROM accounts WHERE id = ANY($3::bigint[]) AND owner IS NOT NULL
            UNION SELECT id FROM parties WHERE phone = ANY($4::text[])
        )
        """

    private static let lockBankOwners =
        "SELECT id FROM parties WHERE id = ANY(\(bankOwners)) ORDER BY id FOR NO KEY UPDATE"

    /// All bank accounts in use of the parties in question: which one is primary is a matter between them.
    private static let banks = """
        SELECT id, party_id, unit, country, format, bank_code, masked, holder, is_primary, number_key, number_sealed
        FROM bank_accounts WHERE state = 'active' AND party_id = ANY(\(bankOwners)) ORDER BY id
        """

    static let requestColumns = """
        id, kind, state, account_id, amount, created_at, transaction_id, settlement_id, bank_account_id, job_type, delivery, phone,
        expires_at, reference, description, reason
        """

    /// Requests by number, and those that wait for a bank account that is about to go.
    private static let requests = """
        SELECT \(requestColumns)
        FROM requests WHERE id = ANY(ARRAY(
            SELECT unnest($1::bigint[])
            UNION SELECT id FROM requests WHERE bank_account_id = ANY($2::bigint[]) AND state = 'pending'
        ))
        ORDER BY id FOR NO KEY UPDATE
        """
}
