import Contracts

extension JobUpdate: LedgerRule {
    func collect(_ needs: inout Needs) { needs.request(job.number) }

    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        var job = try book.request(job.number, .job)
        try job.check(isOneOf: state == .running ? [.pending] : [.pending, .running])
        switch state {
        case .running: job.state = .running
        case .completed: job.state = .completed
        case .failed: job.state = .failed
        }
        job.reason = reason ?? job.reason
        guard refund == true else {
            var change = Change()
            change.request = job
            change.reason = reason
            return change
        }
        return try book.refund(job, reason)
    }
}

extension JobRefund: LedgerRule {
    func collect(_ needs: inout Needs) { needs.request(job.number) }

    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        let job = try book.request(job.number, .job)
        try job.check(isOneOf: [.failed])
        guard job.settlement == nil else {
            throw CommandError(.requestClosed, "the job has been refunded already", field: "job")
        }
        return try book.refund(job, reason)
    }
}

extension JobExpire: LedgerRule {
    func collect(_ needs: inout Needs) { needs.request(job.number) }

    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        var job = try book.request(job.number, .job)
        try job.check(isOneOf: [.pending, .running])
        guard let expiresAt = job.expiresAt, expiresAt <= book.now else {
            throw CommandError(.jobNotExpired, "the job's time is not over", field: "job")
        }
        job.state = .failed
        job.reason = "expired"
        return try book.refund(job, nil)
    }
}

extension Book {
    /// Gives back all that a job or a charge sale has taken, and notes it at its transaction and at the request.
    func refund(_ request: Request, _ reason: String?) throws(CommandError) -> Change {
        var request = request
        guard let id = request.transaction, var past = past(id), past.refundedTotal == 0 else {
            throw CommandError(
                .requestClosed, "its transaction has been given back already", field: request.kind.rawValue)
        }
        var change = Change()
        change.restorations = past.restorations(of: past.amount)
        change.transaction = Change.Draft(
            type: .refund,
            postings: past.postings.filter { $0.amount > 0 }.map {
                Posting(account: $0.account, amount: -$0.amount, unit: $0.unit)
            }
                + past.postings.filter { $0.amount < 0 }.map {
                    Posting(account: $0.account, amount: -$0.amount, unit: $0.unit)
                },
            original: past.id, reachesSuspended: true)
        past.refunded = past.postings.map { max($0.amount, 0) }
        request.settlement = TransactionID(number: nextNumber)
        request.reason = reason ?? request.reason
        change.past = past
        change.request = request
        change.reason = reason
        return change
    }
}

extension Needs {
    /// A request whose movement may be undone.
    mutating func request(_ number: Int64) {
        requests.insert(number)
        countsSpending = true
    }
}
