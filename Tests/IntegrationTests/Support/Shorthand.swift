import Contracts
import TestWorld
import Testing

/// Money from a text such as `12.50 ZAR`.
func money(_ text: String) throws -> StatedMoney {
    let parts = text.split(separator: " ")
    try #require(parts.count == 2, "\(text) is not an amount and a currency")
    return StatedMoney(amount: try DecimalAmount(parsing: String(parts[0])), currency: String(parts[1]))
}

/// A party's id.
func party(_ text: String) throws -> PartyID { try #require(PartyID(text: text)) }

/// A party's main wallet.
func wallet(of text: String, in currency: String? = nil) throws -> AccountReference {
    .party(try party(text), kind: AccountReference.defaultKind, currency: currency)
}

extension Client {
    /// Registers a guest and gives it a wallet with money in it.
    ///
    /// - Returns: the wallet.
    @discardableResult
    func makeGuest(_ name: String, with amount: String) async throws -> AccountID {
        let registered = try await call(
            PartyRegister(party: party(name), partyType: .guest, name: "Guest", kycLevel: 0), key: name)
        try #require(registered.isCommitted, "\(registered.body.text)")
        return try await deposit(amount, to: name)
    }

    /// Brings money into a party's wallet, and opens it if need be.
    @discardableResult
    func deposit(_ amount: String, to name: String) async throws -> AccountID {
        let reply = try await call(
            WalletDeposit(wallet: wallet(of: name), money: money(amount), source: .cash, open: true), key: name)
        try #require(reply.isCommitted, "\(reply.body.text)")
        return try #require(reply.outcome.accountID(of: name))
    }
}

extension [UInt8] {
    /// The bytes as text, for failures.
    var text: String { String(decoding: self, as: UTF8.self) }
}
