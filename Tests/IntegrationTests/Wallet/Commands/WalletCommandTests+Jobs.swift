import Contracts
import TestWorld
import Testing

extension WalletCommandTests {
    @Test("A job is started, runs, and completes; its money stays where it went")
    func jobThatCompletes() async throws {
        let world = try World.here
        let witness = try await Witness(world)
        let wallet = try await witness.client.make("worker", as: .user, with: "100.00 ZAR")
        let revenue = try await world.systemBalance(.revenue, "ZAR")
        let start = JobStart(
            wallet: .id(wallet), money: try money("40.00 ZAR"), jobType: "translation", expiresIn: 600,
            reference: "J-1", description: "Three pages")
        let started = try await witness.carryOut(start, announcedAs: "job.started", by: .person("worker", .user))
        let job = try #require(started.identifier("job", JobID.self))
        let transaction = try #require(started.transaction)
        #expect(started.text("transaction.type") == "job")
        #expect(started.text("job.state") == "pending" && started.text("job.account") == wallet.description)
        #expect(started.text("job.amount") == "40.00" && started.text("job.currency") == "ZAR")
        #expect(started.text("job.transaction") == transaction.description && started.text("job.settlement") == nil)
        #expect(started.text("job.job_type") == "translation" && started.text("job.reference") == "J-1")
        #expect(started.text("job.description") == "Three pages")
        let at = try #require(started.text("at").flatMap { Timestamp(rfc3339: $0) })
        #expect(started.text("job.expires_at") == at.adding(seconds: 600).rfc3339)
        #expect(started.account("worker")?.text("available") == "60.00")
        #expect(try await world.systemBalance(.revenue, "ZAR") == revenue + 4_000)
        let columns = "kind, state, amount, transaction_id, settlement_id, job_type, reference, description, reason"
        #expect(
            try await world.row(columns, of: "requests WHERE id = \(job.number)")
                == "job pending 4000 \(transaction.number) - translation J-1 Three pages -")

        let spend = WalletSpend(wallet: .id(wallet), money: try money("60.00 ZAR"), destination: .revenue)
        try #require(try await witness.client.call(spend).isCommitted)
        // What the job may give back needs a wallet to go to.
        let deactivate = AccountDeactivate(account: .id(wallet), reason: "leaves")
        try await witness.refuse(deactivate, with: .accountNotEmpty)
        let running = try await witness.carryOut(JobUpdate(job: job, state: .running), announcedAs: "job.updated")
        #expect(running.text("job.state") == "running" && running.transaction == nil)
        try await witness.refuse(JobUpdate(job: job, state: .running), with: .requestClosed)
        try await witness.refuse(JobExpire(job: job), with: .jobNotExpired)
        try await witness.refuse(JobRefund(job: job, reason: "early"), with: .requestClosed)
        let completed = try await witness.carryOut(
            JobUpdate(job: job, state: .completed, reason: "delivered"), announcedAs: "job.updated")
        #expect(completed.text("job.state") == "completed" && completed.text("job.reason") == "delivered")
        #expect(
            try await world.row("state, settlement_id, reason", of: "requests WHERE id = \(job.number)")
                == "completed - delivered")
        try await witness.refuse(JobUpdate(job: job, state: .failed, refund: true), with: .requestClosed)
        try await witness.refuse(JobRefund(job: job, reason: "late"), with: .requestClosed)
        try await witness.refuse(
            TransactionReverse(transaction: transaction, reason: "x"), with: .transactionNotReversible)
        #expect(try await witness.client.call(deactivate).isCommitted)
        try await witness.refuse(
            TransactionRefund(transaction: transaction, money: money("1.00 ZAR"), reason: "x"),
            with: .transactionNotRefundable)
        try await witness.refuse(JobUpdate(job: JobID(number: 1), state: .running), with: .jobNotFound)
        #expect(try await world.audit().problems == [])
        await witness.close()
    }

    @Test("A job that fails is refunded, in the same commit or later, and once")
    func jobThatFails() async throws {
        let world = try World.here
        let witness = try await Witness(world)
        let wallet = try await witness.client.make("unlucky", as: .user, with: "100.00 ZAR")
        for isAtOnce in [true, false] {
            let start = JobStart(
                wallet: .id(wallet), money: try money("30.01 ZAR"), jobType: "print", destination: .fees)
            let started = try await witness.client.call(start)
            let job = try #require(started.identifier("job", JobID.self))
            let transaction = try #require(started.transaction)
            let failed = try await witness.carryOut(
                JobUpdate(job: job, state: .failed, refund: isAtOnce ? true : nil, reason: "no paper"),
                announcedAs: "job.updated")
            #expect(failed.text("job.state") == "failed")
            var refunded = failed
            if !isAtOnce {
                #expect(failed.transaction == nil && failed.text("job.settlement") == nil)
                refunded = try await witness.carryOut(
                    JobRefund(job: job, reason: "no paper"), announcedAs: "job.refunded")
            }
            #expect(refunded.text("transaction.type") == "refund")
            #expect(refunded.text("transaction.original") == transaction.description)
            #expect(refunded.text("job.settlement") == refunded.transaction?.description)
            #expect(refunded.text("original.state") == "refunded" && refunded.text("original.refunded") == "30.01")
            #expect(refunded.account("unlucky")?.text("available") == "100.00")
            #expect(
                try await world.row("state, settlement_id, reason", of: "requests WHERE id = \(job.number)")
                    == "failed \(refunded.transaction?.number ?? 0) no paper")
            #expect(
                try await world.row(
                    "amount, refunded, reversed_by",
                    of: "transaction_states WHERE transaction_id = \(transaction.number)")
                    == "3001 3001 -")
            try await witness.refuse(JobRefund(job: job, reason: "again"), with: .requestClosed)
        }
        #expect(try await world.audit().problems == [])
        await witness.close()
    }
}
