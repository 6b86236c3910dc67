import Contracts
import Postgres

extension Snapshot {
    /// Finds the account that a query names.
    ///
    /// - Parameters:
    ///   - field: where the query names it.
    ///   - currency: the unit that is meant where the reference states none.
    /// - Throws: `forbidden`, whether it exists or not, where the viewer may not see it; `account_not_found`, `party_not_found`,
    ///   `unknown_currency`.
    mutating func account(
        _ reference: AccountReference, field: String, currency: String? = nil, for viewer: Viewer
    ) async throws -> AccountRow {
        if viewer.person != nil {
            switch reference {
            case .party(let party, _, _): try viewer.require(owner: party.text)
            case .system: throw Viewer.forbidden
            case .id, .phone: break
            }
        }
        let lookup = AccountLookup(reference, currency: currency)
        if let row = try await run(lookup.account).first {
            let account = try AccountRow(row)
            try viewer.require(owner: account.owner)
            return account
        }
        if viewer.person != nil, !reference.isParty { throw Viewer.forbidden }
        guard let code = lookup.currency else {
            throw CommandError(.accountNotFound, "there is no such account", field: field)
        }
        let found = try await run(lookup.reasons)
        guard try found[0].bool(0) else {
            throw CommandError(
                .unknownCurrency, "\(code) is neither an ISO 4217 currency nor a registered unit",
                field: "\(field).currency")
        }
        guard try found[0].bool(1) else {
            throw CommandError(.partyNotFound, "no party has this id or telephone number", field: field)
        }
        throw CommandError(.accountNotFound, "there is no such account in \(code)", field: field)
    }

    /// Finds the wallet and checks the party by which a list is narrowed; both are nil where it is not.
    mutating func owner(
        wallet: AccountReference?, party: PartyID?, for viewer: Viewer
    ) async throws -> (wallet: Int64?, party: String?) {
        if let wallet { return (try await account(wallet, field: "wallet", for: viewer).id.number, nil) }
        guard let party else {
            try viewer.requireOperator()
            return (nil, nil)
        }
        try await require(party, for: viewer)
        return (nil, party.text)
    }

    /// Insists that a party exists and may be seen.
    mutating func require(_ party: PartyID, for viewer: Viewer) async throws {
        try viewer.require(owner: party.text)
        let found = try await run(Statement("SELECT EXISTS (SELECT FROM parties WHERE id = $1)", [.text(party.text)]))
        guard try found[0].bool(0) else {
            throw CommandError(.partyNotFound, "no party has this id", field: "party")
        }
    }
}

/// The statements that find an account, and those that tell why there is none.
private struct AccountLookup {
    let account: Statement
    let reasons: Statement
    /// The unit in which it is looked for; nil where it is named by its id.
    let currency: String?

    init(_ reference: AccountReference, currency fallback: String?) {
        var owner: PartyID?
        var phone: PhoneNumber?
        switch reference {
        case .id(let id):
            currency = nil
            account = Statement("\(AccountRow.select) WHERE account.id = $1", [.int64(id.number)])
        case .system(let system, let code):
            currency = code
            account = Statement(
                "\(AccountRow.select) WHERE account.owner IS NULL AND account.kind = $1 AND unit.code = $2",
                [.text(system.rawValue), .text(code)])
        case .party(let party, let kind, let code):
            owner = party
            currency = code ?? fallback
            account = Statement(
                "\(AccountRow.select) WHERE account.owner = $1 AND account.kind = $2 AND unit.code = $3",
                [.text(party.text), .text(kind), .optionalText(currency)])
        case .phone(let number, let kind, let code):
            phone = number
            currency = code ?? fallback
            account = Statement(
                """
                \(AccountRow.select) JOIN parties ON parties.id = account.owner
                WHERE parties.phone = $1 AND account.kind = $2 AND unit.code = $3
                """, [.text(number.text), .text(kind), .optionalText(currency)])
        }
        reasons = Statement(
            """
            SELECT EXISTS (SELECT FROM units WHERE code = $1),
                ($2::text IS NULL AND $3::text IS NULL) OR EXISTS (SELECT FROM parties WHERE id = $2 OR phone = $3)
            """, [.optionalText(currency), .optionalText(owner?.text), .optionalText(phone?.text)])
    }
}

extension AccountReference {
    fileprivate var isParty: Bool {
        if case .party = self { true } else { false }
    }
}
