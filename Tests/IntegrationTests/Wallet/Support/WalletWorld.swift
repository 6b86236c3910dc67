import Contracts
import Foundation
import Postgres
import TestWorld
import Testing

extension [String: String] {
    /// Settings of a service that keeps bank accounts.
    static let keepingBankAccounts = [
        "KAURI_BANK_KEYS": "test-1:\(Data(repeating: 7, count: 32).base64EncodedString())"
    ]
}

extension World {
    /// The texts of one column, in the query's order.
    nonisolated func texts(_ sql: String) async throws -> [String] {
        try await withOwner { owner in try await owner.run(Statement(once: sql)).map { try $0.text(0) } }
    }

    /// One row, its columns as texts with blanks between them; what is NULL is `-`.
    nonisolated func row(_ columns: String, of rest: String) async throws -> String {
        let list = columns.split(separator: ",").map { "coalesce((\($0))::text, '-')" }.joined(separator: ", ")
        let rows = try await texts("SELECT concat_ws(' ', \(list)) FROM \(rest)")
        try #require(rows.count == 1, "\(rows.count) rows: \(rest)")
        return rows[0]
    }

    /// What a system account holds, in minor units.
    nonisolated func systemBalance(_ account: SystemAccount, _ currency: String) async throws -> Int64 {
        let unit = try #require(UnitRegistry()[currency])
        return try await count("SELECT posted FROM accounts WHERE id = \(account.id(in: unit).number)")
    }
}

extension Client {
    /// Registers a party.
    func register(
        _ name: String, as type: PartyType, phone: String? = nil, kycLevel: Int64 = 0
    ) async throws {
        let number = try phone.map { try #require(PhoneNumber(text: $0)) }
        let reply = try await call(
            PartyRegister(party: party(name), partyType: type, name: "Party", phone: number, kycLevel: kycLevel))
        try #require(reply.isCommitted, "\(reply.body.text)")
    }

    /// Registers a party and gives it a wallet with money in it.
    @discardableResult
    func make(
        _ name: String, as type: PartyType, phone: String? = nil, kycLevel: Int64 = 0, with amount: String
    ) async throws -> AccountID {
        try await register(name, as: type, phone: phone, kycLevel: kycLevel)
        return try await deposit(amount, to: name)
    }

    /// Gives a party a bank account in Germany.
    ///
    /// - Returns: the bank account.
    func addBankAccount(
        to name: String, _ iban: String = "DE89370400440532013000", currency: String = "ZAR"
    ) async throws -> BankAccountID {
        let number = try BankAccountNumber(iban: iban, country: "DE", bankCode: nil)
        let reply = try await call(
            BankAccountAdd(party: party(name), currency: currency, number: number, holder: "Party"))
        return try #require(reply.identifier("bank_account", BankAccountID.self), "\(reply.body.text)")
    }
}

extension Reply {
    /// The id of one of the outcome's objects, such as `job`.
    func identifier<ID: LedgerIdentifier>(_ object: String, _ type: ID.Type) -> ID? {
        text("\(object).id").flatMap { ID(text: $0) }
    }
}
