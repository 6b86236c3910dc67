import Contracts
import TestWorld
import Testing

/// Two who end the same thing at the same moment, on partitions of different lanes.
@Suite(
    "Races for the end",
    .world(settings: .keepingBankAccounts.merging(["KAURI_PARTITIONS": "8", "KAURI_LANES": "4"]) { $1 }),
    .serialized, .timeLimit(.minutes(3)))
struct RaceTests {
    static let rounds = 20

    @Test("Of two approvals, or an approval and a rejection, one is carried out")
    func credit() async throws {
        let world = try World.here
        let client = try await Client(world)
        let account = try await client.make("creditor", as: .vendor, with: "1.00 ZAR")
        var approved: Int64 = 0
        for round in 0..<Self.rounds {
            let ask = CreditRequestCreate(wallet: .id(account), money: try money("10.00 ZAR"), reason: "race")
            let request = try #require(try await client.call(ask).identifier("credit_request", CreditRequestID.self))
            let approve = CreditRequestApprove(creditRequest: request)
            let reject = CreditRequestReject(creditRequest: request, reason: "no")
            let others: [any Command] =
                round.isMultiple(of: 2)
                ? Array(repeating: approve, count: 5) : [reject, approve, reject, approve, reject]
            let winner = try await race(client, [approve] + others, by: .admin())
            if winner.type == CreditRequestApprove.type { approved += 1 }
        }
        #expect(
            try await world.count("SELECT posted FROM accounts WHERE id = \(account.number)") == 100 + approved * 1_000)
        #expect(approved >= Int64(Self.rounds / 2))
        #expect(try await world.audit().problems == [])
    }

    @Test("Of several refunds of a sale one is carried out")
    func sale() async throws {
        let world = try World.here
        let client = try await Client(world)
        let account = try await client.make("counter", as: .vendor, with: "100.00 ZAR")
        for _ in 0..<Self.rounds {
            let sell = ChargeSaleCreate(
                wallet: .id(account), money: try money("60.00 ZAR"),
                phone: try #require(PhoneNumber(text: "+27820000001")))
            let sale = try #require(try await client.call(sell).identifier("charge_sale", ChargeSaleID.self))
            try await race(client, Array(repeating: ChargeSaleRefund(chargeSale: sale, reason: "race"), count: 6))
            #expect(try await world.count("SELECT posted FROM accounts WHERE id = \(account.number)") == 10_000)
        }
        #expect(try await world.audit().problems == [])
    }

    @Test("A withdrawal is completed once, or fails once, and never both")
    func withdrawal() async throws {
        let world = try World.here
        let client = try await Client(world)
        let account = try await client.make("drawer", as: .user, with: "2000.00 ZAR")
        _ = try await client.addBankAccount(to: "drawer")
        var completed: Int64 = 0
        for round in 0..<Self.rounds {
            let initiate = WithdrawalInitiate(wallet: .id(account), money: try money("10.00 ZAR"))
            let withdrawal = try #require(try await client.call(initiate).identifier("withdrawal", WithdrawalID.self))
            let complete = WithdrawalComplete(withdrawal: withdrawal)
            let fail = WithdrawalFail(withdrawal: withdrawal, reason: "race")
            let commands: [any Command] =
                round.isMultiple(of: 2)
                ? Array(repeating: complete, count: 6) : [fail, complete, fail, complete, fail, complete]
            if try await race(client, commands).type == WithdrawalComplete.type { completed += 1 }
        }
        #expect(
            try await world.count("SELECT posted FROM accounts WHERE id = \(account.number)") == 200_000 - completed
                * 1_000)
        #expect(completed >= Int64(Self.rounds / 2))
        #expect(try await world.audit().problems == [])
    }

    @Test("A job is refunded once, whether it fails with its refund or is refunded later")
    func job() async throws {
        let world = try World.here
        let client = try await Client(world)
        let account = try await client.make("employer", as: .user, with: "100.00 ZAR")
        for round in 0..<Self.rounds {
            let start = JobStart(wallet: .id(account), money: try money("70.00 ZAR"), jobType: "race")
            let job = try #require(try await client.call(start).identifier("job", JobID.self))
            let fail = JobUpdate(job: job, state: .failed, refund: true)
            if round.isMultiple(of: 2) {
                try await race(client, Array(repeating: fail, count: 6))
            } else {
                try #require(try await client.call(JobUpdate(job: job, state: .failed)).isCommitted)
                try await race(client, Array(repeating: JobRefund(job: job, reason: "race"), count: 6))
            }
            #expect(try await world.count("SELECT posted FROM accounts WHERE id = \(account.number)") == 10_000)
        }
        #expect(try await world.audit().problems == [])
    }

    /// Sends commands at once; exactly one is carried out, the others find it done.
    @discardableResult
    private func race(_ client: Client, _ commands: [any Command], by actor: Actor? = nil) async throws -> Reply {
        let replies = try await sendAtOnce(client, commands, by: actor)
        let winners = replies.filter { $0.isCommitted }
        try #require(winners.count == 1, "\(replies.map(\.body.text))")
        #expect(replies.count { $0.error == .requestClosed } == commands.count - 1, "\(replies.map(\.body.text))")
        return winners[0]
    }

    /// Sends commands under keys that spread them over all partitions.
    func sendAtOnce(_ client: Client, _ commands: [any Command], by actor: Actor? = nil) async throws -> [Reply] {
        let requests = commands.map { Request($0, key: Request.newID(), common: CommonFields(actor: actor)) }
        try await client.send(requests)
        return try await client.replies(toAll: requests.compactMap(\.properties.messageID))
    }
}
