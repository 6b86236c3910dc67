import Contracts
import Ledger
import Testing

@Suite("Jobs")
struct JobRuleTests {
    private var ledger: TestLedger

    init() throws {
        ledger = try TestLedger()
        try ledger.fund("ann", "10")
    }

    private func start(_ amount: String = "4", expiresIn: Int64? = nil) throws -> JobStart {
        JobStart(wallet: try wallet("ann"), money: try money(amount), jobType: "render", expiresIn: expiresIn)
    }

    @Test("Paid beforehand, run, done: the money stays where it went")
    mutating func done() throws {
        let outcome = try ledger.commit(start())
        let told = try ledger.told("job", by: outcome)
        #expect(told["state"] == "pending")
        #expect(told["amount"] == "4.00")
        #expect(told["currency"] == "ZAR")
        #expect(told["job_type"] == "render")
        #expect(told["expires_at"]?.asString == ledger.now.adding(seconds: 86_400).rfc3339)
        #expect(told["transaction"] == (try ledger.told("transaction", by: outcome))["id"])
        let job = try #require(told["id"]?.asString.flatMap { JobID(text: $0) })
        #expect(try ledger.account("ann").posted == 600)
        #expect(try ledger.posted(.revenue) == 400)
        let running = try ledger.told("job", by: ledger.commit(JobUpdate(job: job, state: .running)))
        #expect(running["state"] == "running")
        // What is told does not depend on whether money moves.
        #expect(running["amount"] == "4.00")
        #expect(running["currency"] == "ZAR")
        try ledger.commit(JobUpdate(job: job, state: .completed, reason: "rendered"))
        #expect(try ledger.request(job).state == .completed)
        #expect(try ledger.request(job).reason == "rendered")
        #expect(try ledger.posted(.revenue) == 400)
    }

    @Test("It goes forward only", arguments: JobState.allCases)
    mutating func forward(last: JobState) throws {
        let job = try ledger.make(start(), JobID.self)
        if last != .running { try ledger.commit(JobUpdate(job: job, state: .running)) }
        try ledger.commit(JobUpdate(job: job, state: last))
        let allowed: Set<JobState> = last == .running ? [.completed, .failed] : []
        for next in JobState.allCases {
            var trial = ledger
            let outcome = trial.submit(JobUpdate(job: job, state: next))
            #expect((outcome.status == .committed) == allowed.contains(next), "\(last) to \(next): \(outcome.status)")
        }
        if last != .failed {
            #expect(try ledger.refusal(of: JobRefund(job: job, reason: "all")).code == .requestClosed)
        }
        ledger.wait(seconds: 86_400)
        let expiry = ledger.submit(JobExpire(job: job))
        #expect((expiry.status == .committed) == (last == .running))
    }

    @Test("A job that has failed is refunded once, now or later, and its transaction says so")
    mutating func refunded() throws {
        let later = try ledger.make(start(), JobID.self)
        try ledger.commit(JobUpdate(job: later, state: .failed, reason: "no colour"))
        #expect(try ledger.account("ann").posted == 600)
        let outcome = try ledger.commit(JobRefund(job: later, reason: "not done"))
        #expect(try ledger.account("ann").posted == 1_000)
        let told = try ledger.told("job", by: outcome)
        #expect(told["state"] == "failed")
        #expect(told["settlement"] == (try ledger.told("transaction", by: outcome))["id"])
        #expect(told["reason"] == "not done")
        #expect(try ledger.told("original", by: outcome)["state"] == "refunded")
        #expect(try ledger.told("transaction", by: outcome)["type"] == "refund")
        #expect(try ledger.refusal(of: JobRefund(job: later, reason: "again")).code == .requestClosed)

        let now = try ledger.make(start(), JobID.self)
        try ledger.commit(JobUpdate(job: now, state: .failed, refund: true))
        #expect(try ledger.account("ann").posted == 1_000)
        #expect(try ledger.refusal(of: JobRefund(job: now, reason: "again")).code == .requestClosed)
        #expect(try ledger.refusal(of: JobExpire(job: now)).code == .requestClosed)
        #expect(try ledger.posted(.revenue) == 0)
    }

    @Test("Its money is given back by the job's own commands only")
    mutating func ownWorkflow() throws {
        let transaction = try ledger.post(start())
        #expect(
            try ledger.refusal(of: TransactionReverse(transaction: transaction, reason: "all")).code
                == .transactionNotReversible)
        #expect(
            try ledger.refusal(of: TransactionRefund(transaction: transaction, reason: "all")).code
                == .transactionNotRefundable)
    }

    @Test("Past its time it is failed and refunded: at that moment, not a microsecond before, and once")
    mutating func expired() throws {
        let job = try ledger.make(start(expiresIn: 60), JobID.self)
        let end = ledger.now.adding(seconds: 60)
        ledger.now = Timestamp(microseconds: end.microseconds - 1)
        #expect(try ledger.refusal(of: JobExpire(job: job)).code == .jobNotExpired)
        try ledger.commit(JobUpdate(job: job, state: .running))
        ledger.now = end
        let told = try ledger.told("job", by: ledger.commit(JobExpire(job: job)))
        #expect(told["state"] == "failed")
        #expect(told["reason"] == "expired")
        #expect(try ledger.account("ann").posted == 1_000)
        #expect(try ledger.refusal(of: JobExpire(job: job)).code == .requestClosed)
        #expect(try ledger.refusal(of: JobRefund(job: job, reason: "again")).code == .requestClosed)
    }

    @Test("Until the sweeper comes, a job that is past its time can still be done")
    mutating func lateButDone() throws {
        let job = try ledger.make(start(expiresIn: 60), JobID.self)
        ledger.wait(seconds: 600)
        try ledger.commit(JobUpdate(job: job, state: .completed))
        #expect(try ledger.refusal(of: JobExpire(job: job)).code == .requestClosed)
    }

    @Test("A refund reaches a suspended wallet; a start needs an active one, and another request is no job")
    mutating func suspended() throws {
        let job = try ledger.make(start(), JobID.self)
        try ledger.commit(JobUpdate(job: job, state: .failed))
        try ledger.commit(AccountSuspend(account: wallet("ann", "ZAR"), reason: "a question"))
        try ledger.commit(JobRefund(job: job, reason: "not done"))
        #expect(try ledger.account("ann").posted == 1_000)
        #expect(try ledger.refusal(of: start()).code == .accountSuspended)
        let sale = ChargeSaleRefund(chargeSale: ChargeSaleID(number: job.number), reason: "is a job")
        #expect(try ledger.refusal(of: sale).code == .chargeSaleNotFound)
    }

    @Test("The money goes where the command says")
    mutating func destination() throws {
        var command = try start()
        command.destination = .escrow
        let job = try ledger.make(command, JobID.self)
        #expect(try ledger.posted(.escrow) == 400)
        try ledger.commit(JobUpdate(job: job, state: .failed, refund: true))
        #expect(try ledger.posted(.escrow) == 0)
        #expect(try ledger.posted(.revenue) == 0)
    }
}
