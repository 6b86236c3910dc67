import Contracts
import Logging
import RabbitMQ

/// An application's side of the ledger: it sends commands, awaits replies, asks queries and follows events.
///
/// Any number of tasks may share one. It connects when it is first used, and again by itself.
public struct KauriLedger: Sendable {
    private let configuration: BrokerConfiguration
    private let publisher: BrokerPublisher
    private let caller: BrokerCaller
    private let logger: Logger

    private static let pause = Duration.milliseconds(200)

    /// Makes a client.
    ///
    /// - Parameters:
    ///   - configuration: its user is the sender within whom message ids are unique.
    ///   - maximumPending: how many messages may be on their way, and how many replies awaited; one more is ``LedgerFailure/notSent(_:)``.
    public init(_ configuration: BrokerConfiguration, maximumPending: Int = 10_000, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
        publisher = BrokerPublisher(
            configuration: configuration.named("\(configuration.connectionName) commands"),
            limits: .init(maximumPending: maximumPending), logger: logger)
        caller = BrokerCaller(
            configuration: configuration.named("\(configuration.connectionName) calls"),
            maximumPending: maximumPending, logger: logger)
    }

    /// Publishes a command; returns when the broker has confirmed it.
    public func send(_ command: LedgerCommand) async throws(LedgerFailure) {
        let outcome: PublishOutcome
        do throws(BrokerError) {
            outcome = try await publisher.publish([message(command)]).first ?? .nacked
        } catch {
            throw .notSent(error)
        }
        switch outcome {
        case .confirmed: return
        case .nacked: throw .queueFull
        case .returned(_, let text): throw .unroutable(text)
        }
    }

    /// Sends a command and awaits the reply, whatever it says.
    ///
    /// Where a connection is lost in between, the command is sent again under the same id until `timeout` is over; the reply may
    /// then say that it is replayed.
    public func call(
        _ command: LedgerCommand, timeout: Duration = .seconds(10)
    ) async throws(LedgerFailure) -> LedgerReply {
        guard let reply = try await replies(to: command, timeout).first else { throw .unreadable("an empty reply") }
        return reply
    }

    /// Sends a batch and awaits one reply for each of its commands; one alone where the batch could not be read.
    public func callBatch(
        _ batch: LedgerCommand, timeout: Duration = .seconds(10)
    ) async throws(LedgerFailure) -> [LedgerReply] {
        try await replies(to: batch, timeout)
    }

    /// Asks the ledger. The broker drops the query when `timeout` is over.
    ///
    /// - Throws: ``LedgerFailure/rejected(_:)`` with the ledger's own code.
    public func query(
        _ query: any Query, actor: Actor? = nil, timeout: Duration = .seconds(10)
    ) async throws(LedgerFailure) -> LedgerDocument {
        let message = OutgoingMessage(asking: query, as: actor, user: configuration.user, within: timeout)
        let answer = try await document(message, timeout)
        guard answer.text("status") == "ok" else {
            guard let problem = LedgerProblem(answer) else { throw .unreadable("an answer without a status") }
            throw .rejected(problem)
        }
        return answer
    }

    /// A subscription with a durable queue of its own; see ``LedgerSubscription``.
    public func subscription(_ plan: SubscriptionPlan) -> LedgerSubscription {
        LedgerSubscription(plan, configuration, logger)
    }

    /// Ends the connections.
    public func close() async {
        await caller.close()
        await publisher.close(within: .seconds(2))
    }

    private func message(_ command: LedgerCommand) -> OutgoingMessage {
        var properties = MessageProperties(
            contentType: "application/json", messageID: command.id, type: command.type)
        properties.userID = configuration.user
        return OutgoingMessage(
            exchange: LedgerTopology.commands, routingKey: command.key, properties: properties, body: command.body)
    }

    private func replies(
        to command: LedgerCommand, _ timeout: Duration
    ) async throws(LedgerFailure) -> [LedgerReply] {
        let document = try await document(message(command), timeout)
        guard let replies = LedgerReply.all(in: document) else { throw .unreadable("a reply without a status") }
        return replies
    }

    private func document(
        _ message: OutgoingMessage, _ timeout: Duration
    ) async throws(LedgerFailure) -> LedgerDocument {
        let deadline = ContinuousClock.now + timeout
        while true {
            do throws(BrokerError) {
                let reply = try await caller.call(message, timeout: max(deadline - .now, .zero))
                if let document = LedgerDocument(reply.body) { return document }
            } catch {
                guard Self.mayPass(error), deadline - .now > Self.pause else { throw Self.failure(error, message) }
                try? await Task.sleep(for: Self.pause)
                guard !Task.isCancelled else { throw Self.failure(error, message) }
                continue
            }
            throw .unreadable("the reply is no JSON object")
        }
    }

    private static func mayPass(_ error: BrokerError) -> Bool {
        [.connectFailed, .connectionLost, .connectionClosed].contains(error.code)
    }

    private static func failure(_ error: BrokerError, _ message: OutgoingMessage) -> LedgerFailure {
        switch error.code {
        case .notFound: .unroutable(error.message)
        case .timeout: .noReply(messageID: message.properties.messageID ?? "")
        default: .notSent(error)
        }
    }
}
