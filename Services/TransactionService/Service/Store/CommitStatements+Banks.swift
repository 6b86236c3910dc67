import Contracts
import Ledger
import Postgres

extension CommitStatements {
    /// Only one account of a party and a currency may be primary at any moment, so those that cease to be come first.
    mutating func addBankAccounts(_ book: Book, _ now: Parameter, _ sealer: BankKeyRing?) throws {
        let accounts = book.changes.bankAccounts.sorted().compactMap { book.bankAccounts[$0] }
        guard !accounts.isEmpty else { return }
        for isPrimary in [false, true] {
            let columns = accounts.filter { !$0.isNew && $0.isPrimary == isPrimary }
            guard !columns.isEmpty else { continue }
            statements.append(
                Statement(
                    """
                    UPDATE bank_accounts SET is_primary = new.is_primary, state = new.state,
                        holder = CASE new.state WHEN 'active' THEN holder END,
                        number_key = CASE new.state WHEN 'active' THEN number_key END,
                        number_sealed = CASE new.state WHEN 'active' THEN number_sealed END,
                        removed_at = CASE new.state WHEN 'removed' THEN $4::timestamptz END
                    FROM unnest($1::bigint[], $2::boolean[], $3::text[]) AS new (id, is_primary, state)
                    WHERE bank_accounts.id = new.id
                    """,
                    [
                        .int64Array(columns.map(\.id.number)), .boolArray(columns.map(\.isPrimary)),
                        .textArray(columns.map(\.state.rawValue)), now,
                    ]))
        }
        try addNewBankAccounts(accounts, now, sealer)
    }

    private mutating func addNewBankAccounts(
        _ accounts: [BankAccount], _ now: Parameter, _ sealer: BankKeyRing?
    ) throws {
        let new = accounts.filter(\.isNew)
        guard !new.isEmpty else { return }
        guard let sealer else { throw StoreError.unknownValue("there is no key to seal a bank account's number with") }
        let sealed = try new.map { account in
            try sealer.seal(account.number?.digits ?? "", bankAccount: account.id, party: account.party)
        }
        // One that is added and removed in the same batch leaves its trace without its number.
        let isKept = new.map { $0.state == .active }
        statements.append(
            Statement(
                """
                INSERT INTO bank_accounts (id, party_id, unit, country, format, bank_code, masked, holder, number_key,
                    number_sealed, is_primary, state, added_at, removed_at)
                SELECT *, $13::timestamptz, CASE new.state WHEN 'removed' THEN $13::timestamptz END
                FROM unnest($1::bigint[], $2::text[], $3::smallint[], $4::text[], $5::text[], $6::text[], $7::text[],
                    $8::text[], $9::text[], $10::bytea[], $11::boolean[], $12::text[])
                    AS new (id, party_id, unit, country, format, bank_code, masked, holder, number_key, number_sealed,
                        is_primary, state)
                """,
                [
                    .int64Array(new.map(\.id.number)), .textArray(new.map(\.party.text)),
                    .int16Array(new.map(\.unit.number)), .textArray(new.map(\.country)),
                    .textArray(new.map(\.format.rawValue)), .optionalTextArray(new.map(\.bankCode)),
                    .textArray(new.map(\.masked)), .optionalTextArray(zip(new, isKept).map { $1 ? $0.holder : nil }),
                    .optionalTextArray(zip(sealed, isKept).map { $1 ? $0.key : nil }),
                    .optionalByteaArray(zip(sealed, isKept).map { $1 ? $0.bytes : nil }),
                    .boolArray(new.map(\.isPrimary)), .textArray(new.map(\.state.rawValue)), now,
                ]))
    }
}
