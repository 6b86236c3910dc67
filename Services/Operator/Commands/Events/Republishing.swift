import Contracts
import RabbitMQ
import TransactionService

/// One run: pages of stored events, each confirmed before the next one is read.
struct Republishing {
    private let publisher: BrokerPublisher
    private let form: EventForm
    private let file: PositionFile?
    private var report = RepublishReport()

    /// How often what was not confirmed is sent again.
    private static let attempts = 8

    init(publisher: BrokerPublisher, form: EventForm, file: PositionFile?) {
        self.publisher = publisher
        self.form = form
        self.file = file
    }

    /// Publishes all of them.
    ///
    /// - Throws: `OperatorFailure` that tells where to go on.
    mutating func publish(_ events: StoredEvents) async throws -> RepublishReport {
        var events = events
        let begun = ContinuousClock.now
        var progress = Progress("events", total: events.count)
        do {
            while let page = try await events.next(as: form) {
                try await confirm(page.messages)
                report.events += page.events
                report.messages += page.messages.count
                report.first = report.first ?? page.first.description
                report.last = page.last.description
                try file?.write(page.last)
                progress.show(report.events, "through \(page.last)")
            }
        } catch {
            await events.close()
            progress.end("\(Terminal.grouped(report.events)) published again")
            throw stopped(OperatorFailure(error))
        }
        await events.close()
        report.seconds = Double((ContinuousClock.now - begun) / .milliseconds(1)) / 1_000
        progress.end("\(Terminal.grouped(report.events)) published again")
        return report
    }

    /// In order: all after the first one that is not confirmed are sent once more.
    private func confirm(_ messages: [OutgoingMessage]) async throws {
        var left = messages[...]
        var pause = Duration.milliseconds(100)
        for attempt in 1...Self.attempts {
            let outcomes = try await publisher.publish(Array(left))
            let confirmed = outcomes.prefix { $0.isConfirmed }.count
            left = left.dropFirst(confirmed)
            guard outcomes.count > confirmed else { return }
            if case .returned = outcomes[confirmed] { throw Self.unbound(left[left.startIndex].exchange) }
            if attempt < Self.attempts { try await Task.sleep(for: pause) }
            pause = min(pause * 2, .seconds(5))
        }
        throw OperatorFailure(
            .unavailable, "RabbitMQ refuses events; is a queue full that is bound to \(left.first?.exchange ?? "")?")
    }

    private static func unbound(_ exchange: String) -> OperatorFailure {
        OperatorFailure(
            .unavailable, "no stream is bound to \(exchange)",
            advice: "transaction-service declares it when it connects: start it again.")
    }

    private func stopped(_ failure: OperatorFailure) -> OperatorFailure {
        guard let last = report.last else { return failure }
        return OperatorFailure(
            failure.status, "\(failure.message); all through \(last) are confirmed",
            advice: file == nil ? "Go on with --from \(last): it comes once more, with the same id." : failure.advice)
    }
}
