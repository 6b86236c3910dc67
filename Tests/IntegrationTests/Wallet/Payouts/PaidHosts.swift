import Contracts
import Foundation
import Postgres
import TestWorld
import Testing

/// Many hosts with a daily payout: most have money and a bank account, some lack one of them, some are below their minimum.
struct PaidHosts {
    /// Why a host is not paid.
    enum Kind: Hashable {
        case paid, poor, bankless, belowMinimum
    }

    let count: Int

    /// 2,000 hosts, or as many as the environment says.
    static let asked = PaidHosts(
        count: ProcessInfo.processInfo.environment["KAURI_PAYOUT_HOSTS"].flatMap(Int.init) ?? 2_000)

    func kind(of host: Int) -> Kind {
        switch host % 20 {
        case 3: .poor
        case 7: .bankless
        case 11: .belowMinimum
        default: .paid
        }
    }

    /// How many hosts are of a kind.
    func count(of kind: Kind) -> Int { (0..<count).count { self.kind(of: $0) == kind } }

    /// What a host has, in cents.
    func money(of host: Int) -> Int64 { kind(of: host) == .poor ? 0 : 1_000 + Int64(host % 777) }

    /// Makes the hosts by commands, in batch messages.
    func make(_ client: Client) async throws {
        let chunks = stride(from: 0, to: count, by: Self.chunk).map { $0..<min($0 + Self.chunk, count) }
        // A window, so that replies do not pile up.
        for window in stride(from: 0, to: chunks.count, by: 8).map({ chunks[$0..<min($0 + 8, chunks.count)] }) {
            try await client.send(
                window.map { hosts in
                    Request(
                        batch: try hosts.flatMap(commands).map { (nil, $0) }, id: Self.id(hosts), key: Self.id(hosts))
                })
            for hosts in window {
                let reply = try await client.reply(to: Self.id(hosts), within: .seconds(120))
                let refused = reply.outcomes.first { !$0.isCommitted }
                try #require(refused == nil, "\(reply.body.text.prefix(2_000))")
            }
            await client.forget(window.map(Self.id))
        }
    }

    /// Makes every schedule due since yesterday, as the passing of time would.
    static func makeDue(_ world: World) async throws {
        try await world.withOwner { owner in
            try await owner.run(
                Statement(
                    once: """
                        UPDATE payout_schedules
                        SET next_due_at = date_trunc('day', clock_timestamp(), 'UTC') - interval '1 day'
                        WHERE next_due_at IS NOT NULL
                        """))
        }
    }

    private func commands(_ host: Int) throws -> [any Command] {
        let name = try party("host-\(host)")
        let account = try wallet(of: "host-\(host)", in: "ZAR")
        var commands: [any Command] = [PartyRegister(party: name, partyType: .host, name: "Host")]
        if kind(of: host) == .poor {
            commands.append(AccountOpen(owner: name, kind: AccountReference.defaultKind, currency: "ZAR"))
        } else {
            let amount = try IntegrationTests.money("\(MinorUnits.text(money(of: host), decimals: 2)) ZAR")
            commands.append(WalletDeposit(wallet: account, money: amount, source: .cash, open: true))
        }
        if kind(of: host) != .bankless {
            let number = try BankAccountNumber(local: "62\(10_000_000 + host)", country: "ZA", bankCode: "632005")
            commands.append(BankAccountAdd(party: name, currency: "ZAR", number: number, holder: "Host"))
        }
        let minimum = kind(of: host) == .belowMinimum ? try DecimalAmount(parsing: "500") : nil
        commands.append(PayoutSchedule(wallet: account, interval: .daily, minimum: minimum))
        return commands
    }

    private static func id(_ hosts: Range<Int>) -> String { "hosts \(hosts.lowerBound)" }

    /// Four commands for each host, and a thousand in a message at the most.
    private static let chunk = 250
}
