import Contracts
import Ledger
import Postgres

extension CommitStatements {
    mutating func addParties(_ book: Book, _ now: Parameter) {
        let updated = book.changes.updated.sorted().compactMap { book.parties[$0] }
        if !updated.isEmpty {
            // Numbers that become free go first, so that another party of the batch can take them.
            statements.append(
                Statement(
                    "UPDATE parties SET phone = NULL WHERE id = ANY($1::text[])",
                    [.textArray(updated.map(\.id.text))]))
        }
        let registered = book.changes.registered.sorted().compactMap { book.parties[$0] }
        if !registered.isEmpty {
            statements.append(
                Statement(
                    """
                    INSERT INTO parties (id, party_type, name, language, time_zone, phone, kyc_level, metadata, registered_at)
                    SELECT *, $9::timestamptz FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[],
                        $6::text[], $7::smallint[], $8::jsonb[])
                    """,
                    Self.columns(of: registered) + [.optionalJsonbArray(registered.map { $0.metadata.json }), now]))
        }
        addUpdates(updated)
        addErasures(book, now)
    }

    private mutating func addUpdates(_ updated: [Party]) {
        guard !updated.isEmpty else { return }
        statements.append(
            Statement(
                """
                UPDATE parties SET party_type = new.party_type, name = new.name, language = new.language,
                    time_zone = new.time_zone, phone = new.phone, kyc_level = new.kyc_level
                FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::smallint[])
                    AS new (id, party_type, name, language, time_zone, phone, kyc_level)
                WHERE parties.id = new.id
                """, Self.columns(of: updated)))
    }

    /// All that identified a person goes; the books, and the id that they hang on, stay.
    private mutating func addErasures(_ book: Book, _ now: Parameter) {
        let erased = Parameter.textArray(book.changes.erased.sorted().map(\.text))
        guard !book.changes.erased.isEmpty else { return }
        forgetPhones(book, erased)
        statements.append(
            Statement(
                "UPDATE parties SET metadata = NULL, erased_at = $2::timestamptz WHERE id = ANY($1::text[])",
                [erased, now]))
        statements.append(
            Statement(
                """
                UPDATE bank_accounts SET holder = NULL, number_key = NULL, number_sealed = NULL, is_primary = false,
                    state = 'removed', removed_at = coalesce(removed_at, $2::timestamptz)
                WHERE party_id = ANY($1::text[])
                """, [erased, now]))
    }

    /// The numbers that charge sales have kept: those that the erased have served, and those of the erased.
    private mutating func forgetPhones(_ book: Book, _ erased: Parameter) {
        statements.append(
            Statement(
                """
                UPDATE requests SET phone = NULL
                WHERE account_id = ANY(ARRAY(SELECT id FROM accounts WHERE owner = ANY($1::text[]))) AND phone IS NOT NULL
                """, [erased]))
        let phones = book.changes.forgottenPhones.map(\.text).sorted()
        guard !phones.isEmpty else { return }
        statements.append(
            Statement("UPDATE requests SET phone = NULL WHERE phone = ANY($1::text[])", [.textArray(phones)]))
    }

    private static func columns(of parties: [Party]) -> [Parameter] {
        [
            .textArray(parties.map(\.id.text)), .textArray(parties.map(\.type.rawValue)),
            .textArray(parties.map(\.name)), .optionalTextArray(parties.map(\.language)),
            .optionalTextArray(parties.map(\.timeZone)), .optionalTextArray(parties.map { $0.phone?.text }),
            .int16Array(parties.map { Int16($0.kycLevel) }),
        ]
    }
}
