import Contracts
import KauriClient
import Postgres
import TransactionService

/// One run: pages of due hosts, each sent as batch messages and answered before the next page is read.
struct PayoutRunning {
    let ledger: KauriLedger
    let user: String
    let patience: Duration
    private var report = PayoutReport()
    private var progress = Progress("payouts")

    init(ledger: KauriLedger, user: String, patience: Duration) {
        self.ledger = ledger
        self.user = user
        self.patience = patience
    }

    mutating func payAll(_ connection: PostgresConnection) async throws -> PayoutReport {
        var position: SweepPosition? = .start
        while let from = position {
            let page = try await DuePayouts.scheduled(connection, after: from)
            try await pay(page.commands)
            position = page.next
        }
        position = .start
        while let from = position {
            let page = try await DuePayouts.overThreshold(connection, after: from)
            try await pay(page.commands)
            position = page.next
        }
        progress.end("\(Terminal.grouped(report.due)) due, \(Terminal.grouped(report.initiated)) initiated")
        return report
    }

    private mutating func pay(_ due: [DueCommand]) async throws {
        guard !due.isEmpty else { return }
        report.due += due.count
        let batches = due.batchMessages(user: user).map(\.1)
        let replies = try await withThrowingTaskGroup(of: [LedgerReply].self) { group in
            for batch in batches {
                let command = LedgerCommand(
                    type: "batch", id: batch.properties.messageID ?? "", key: batch.routingKey, body: batch.body)
                group.addTask { [ledger, patience] in try await ledger.callBatch(command, timeout: patience) }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        for reply in replies { count(reply) }
        progress.show(report.initiated + report.skipped, "paid or skipped")
    }

    private mutating func count(_ reply: LedgerReply) {
        switch reply.document.text("payout.state") {
        case "initiated": report.initiated += 1
        case "skipped": report.skipped += 1
        default:
            if reply.problem?.code == .payoutNotDue {
                report.paidMeanwhile += 1
            } else {
                report.refusals[reply.problem?.name ?? ErrorCode.internalError.rawValue, default: 0] += 1
            }
        }
    }
}
