import Contracts
import TestWorld
import Testing

/// One request of each kind, open and closed, and what stands around them, made through the service, for somebody to tamper with.
struct GuardedRequests {
    /// What statements call it, and its number.
    private var numbers: [(name: String, number: Int64)] = []

    init(_ client: Client, _ name: String) async throws {
        let account = try await client.make("\(name)-requests", as: .vendor, with: "100.00 ZAR")
        numbers.append(("$payer", account.number))
        let one = try money("1.00 ZAR")
        for isClosed in [false, true] {
            let start = JobStart(wallet: .id(account), money: one, jobType: "guarded")
            let job = try #require(try await client.call(start).identifier("job", JobID.self))
            let bank = try await client.addBankAccount(
                to: "\(name)-requests", isClosed ? "DE02120300000000202051" : "DE89370400440532013000")
            let initiate = WithdrawalInitiate(wallet: .id(account), money: one, bankAccount: bank)
            let withdrawal = try #require(
                try await client.call(initiate).identifier("withdrawal", WithdrawalID.self))
            let ask = CreditRequestCreate(wallet: .id(account), money: one, reason: "guarded")
            let credit = try #require(
                try await client.call(ask).identifier("credit_request", CreditRequestID.self))
            let sell = ChargeSaleCreate(
                wallet: .id(account), money: one, phone: try #require(PhoneNumber(text: "+27820000009")))
            let sale = try #require(try await client.call(sell).identifier("charge_sale", ChargeSaleID.self))
            if isClosed {
                try await Self.close(job, withdrawal, credit, sale, client)
            }
            let state = isClosed ? "closed" : "open"
            numbers += [
                ("$\(state)_job", job.number), ("$\(state)_withdrawal", withdrawal.number),
                ("$\(state)_credit", credit.number), ("$\(state)_sale", sale.number), ("$\(state)_bank", bank.number),
            ]
        }
        let schedule = PayoutSchedule(wallet: .id(account), interval: .daily)
        try #require(try await client.call(schedule).isCommitted)
        let limit = LimitSet(wallet: .id(account), daily: try DecimalAmount(parsing: "1000"))
        try #require(try await client.call(limit).isCommitted)
    }

    private static func close(
        _ job: JobID, _ withdrawal: WithdrawalID, _ credit: CreditRequestID, _ sale: ChargeSaleID, _ client: Client
    ) async throws {
        let commands: [any Command] = [
            JobUpdate(job: job, state: .failed, refund: true), WithdrawalComplete(withdrawal: withdrawal),
            CreditRequestApprove(creditRequest: credit), ChargeSaleRefund(chargeSale: sale, reason: "test"),
        ]
        for command in commands {
            let actor = command is CreditRequestApprove ? try Actor.admin() : nil
            let reply = try await client.call(command, common: CommonFields(actor: actor))
            try #require(reply.isCommitted, "\(reply.body.text)")
        }
    }

    /// Fills in a statement's names.
    func text(_ sql: String) -> String {
        numbers.reduce(sql) { $0.replacing($1.name, with: "\($1.number)") }
    }
}
