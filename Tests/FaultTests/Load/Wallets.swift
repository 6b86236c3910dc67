import Contracts
import TestWorld
import Testing

/// The wallets that money crosses between, each opened with the same amount.
enum Wallets {
    static let count = 200
    static let opening: Int64 = 50_000

    static func owner(_ index: Int) throws -> PartyID { try #require(PartyID(text: "guest-\(index)")) }

    static func reference(_ index: Int) throws -> AccountReference {
        .party(try owner(index), kind: AccountReference.defaultKind, currency: "ZAR")
    }

    static func money(_ cents: Int64) throws -> StatedMoney {
        let text = "\(cents / 100).\(cents % 100 < 10 ? "0" : "")\(cents % 100)"
        return StatedMoney(amount: try DecimalAmount(parsing: text), currency: "ZAR")
    }

    /// Registers the owners and opens the wallets, before anything goes wrong.
    static func open(_ client: Client) async throws {
        let registrations = try (0..<count).map {
            Request(PartyRegister(party: try owner($0), partyType: .guest, name: "Guest"), id: "party \($0)")
        }
        let deposits = try (0..<count).map {
            Request(
                WalletDeposit(wallet: try reference($0), money: try money(opening), source: .cash, open: true),
                id: "opening \($0)")
        }
        try await client.send(registrations)
        try await client.send(deposits)
        let replies = try await client.replies(toAll: (0..<count).flatMap { ["party \($0)", "opening \($0)"] })
        for reply in replies { try #require(reply.isCommitted, "\(String(decoding: reply.body, as: UTF8.self))") }
    }
}
