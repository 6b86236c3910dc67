import Contracts
import KauriClient
import RabbitMQ

/// An application's side of the queries: asks through the broker and awaits the answer.
struct QueryClient: Sendable {
    private let caller: BrokerCaller
    private let user: String
    private let timeout: Duration
    private let queue: String

    /// - Parameters:
    ///   - timeout: how long to wait for an answer; the query is worth nothing afterwards.
    ///   - queue: another queue than the contract's, for a measurement beside the real one.
    init(_ configuration: BrokerConfiguration, timeout: Duration, queue: String = LedgerTopology.queries) {
        caller = BrokerCaller(
            configuration: configuration.named("\(configuration.connectionName) queries"), logger: Settings.logger)
        user = configuration.user
        self.timeout = timeout
        self.queue = queue
    }

    /// Asks, and gives the answer.
    ///
    /// - Throws: ``OperatorFailure`` when the ledger does not answer, or answers with an error.
    func ask(_ query: any Query) async throws -> Answer {
        try Self.answer(in: try await reply(to: query))
    }

    /// The answer that a reply carries.
    ///
    /// - Throws: ``OperatorFailure`` when it is an error.
    static func answer(in reply: Delivery) throws -> Answer {
        let answer = Answer(try Answer.object(reply.body))
        guard answer.text("status") != "ok" else { return answer }
        let code = answer.text("error.code") ?? "no answer"
        throw OperatorFailure(
            code == ErrorCode.unavailable.rawValue ? .unavailable : .wrong,
            "\(answer.text("error.message") ?? "the answer cannot be read") (\(code))")
    }

    /// Asks for a list page by page.
    ///
    /// - Parameter most: so many items at the most.
    /// - Returns: the first page's answer with all items in it, and the cursor of what is left.
    func list<Asked: PagedQuery>(_ query: Asked, most: Int) async throws -> Answer {
        var query = query
        var items: [JSONValue] = []
        var first: Answer?
        var next: String?
        repeat {
            query.page = Page(limit: Int64(min(Int(Page.longest), most - items.count)), cursor: next)
            let answer = try await ask(query)
            items += answer.items.map { .object($0.object) }
            next = answer.text("next_cursor")
            first = first ?? answer
        } while next != nil && items.count < most
        var object = first?.object ?? JSONObject()
        object["items"] = .array(items)
        object["next_cursor"] = next.map { .string($0) }
        return Answer(object)
    }

    /// Sends a query and gives the reply as it came.
    func reply(to query: any Query) async throws -> Delivery {
        let message = OutgoingMessage(asking: query, user: user, within: timeout, queue: queue)
        do {
            return try await caller.call(message, timeout: timeout)
        } catch {
            throw Self.failure(error, queue, timeout)
        }
    }

    /// Ends the connections.
    func close() async { await caller.close() }

    private static func failure(_ error: BrokerError, _ queue: String, _ timeout: Duration) -> any Error {
        switch error.code {
        case .notFound:
            OperatorFailure(
                .unavailable, "this broker has no queue \(queue)",
                advice: "Start transaction-service, which declares it; or correct the virtual host in AMQP_URL.")
        case .timeout:
            OperatorFailure(
                .unavailable, "no answer within \(timeout)",
                advice: "Does transaction-service run, and is KAURI_QUERY_WORKERS above 0 there?")
        default: error
        }
    }
}
