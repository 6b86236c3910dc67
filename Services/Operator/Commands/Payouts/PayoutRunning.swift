import Contracts
import Postgres
import RabbitMQ
import TransactionService

/// One run: pages of due hosts, each sent as batch messages and answered before the next page is read.
struct PayoutRunning {
    let client: LedgerClient
    let user: String
    let patience: Duration
    private var report = PayoutReport()
    private var progress = Progress("payouts")

    init(client: LedgerClient, user: String, patience: Duration) {
        self.client = client
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
        let messages = due.batchMessages(user: user).map { client.answered($0.1) }
        let outcomes = try await client.publisher.publish(messages)
        guard outcomes.allSatisfy(\.isConfirmed) else {
            throw OperatorFailure(
                .unavailable, "RabbitMQ did not take all payouts", advice: "Run it again: nobody is paid twice.")
        }
        try await awaitReplies(to: Set(messages.compactMap(\.properties.messageID)))
    }

    private mutating func awaitReplies(to ids: Set<String>) async throws {
        var missing = ids
        while !missing.isEmpty {
            let batch = try await client.replies(upTo: 100, within: patience)
            guard let batch else {
                throw OperatorFailure(
                    .unavailable, "no reply came for \(patience)", advice: "Run it again: nobody is paid twice.")
            }
            for delivery in batch.deliveries {
                if let id = delivery.properties.correlationID, missing.remove(id) != nil { count(delivery.body) }
            }
            await client.replies.acknowledge(through: batch.lastTag, epoch: batch.epoch)
            progress.show(report.initiated + report.skipped, "paid or skipped")
        }
    }

    private mutating func count(_ body: [UInt8]) {
        guard case .object(let reply) = try? JSONReader.read(body), case .array(let outcomes) = reply["outcomes"] else {
            report.refusals["internal_error", default: 0] += 1
            return
        }
        for outcome in outcomes.compactMap(\.asObject) {
            switch outcome["payout"]?.asObject?["state"]?.asString {
            case "initiated": report.initiated += 1
            case "skipped": report.skipped += 1
            default:
                let code = outcome["error"]?.asObject?["code"]?.asString ?? ErrorCode.internalError.rawValue
                if code == ErrorCode.payoutNotDue.rawValue {
                    report.paidMeanwhile += 1
                } else {
                    report.refusals[code, default: 0] += 1
                }
            }
        }
    }
}
