import Contracts
import Logging
import RabbitMQ
import Synchronization

/// Asks transaction-service about messages, and sends it commands about conversations.
struct QueryCaller: Sendable {
    /// The largest answer.
    static let longestAnswer = 16 << 20

    let caller: BrokerCaller
    /// The broker's user, which the broker holds against the connection.
    let user: String
    let instance: String
    let timeout: Duration
    /// Opens the bodies of what is answered; nil where they are stored as they are.
    let keys: MessageKeyRing?
    private static let last = Atomic<UInt64>(0)

    /// Asks one question.
    ///
    /// - Parameters:
    ///   - body: a JSON object.
    ///   - exchange: the ledger's, for questions about money.
    /// - Returns: the answer's members.
    /// - Throws: what the answer blames; `unavailable` where there is none.
    func ask(
        _ type: String, _ body: [UInt8], exchange: String = MessagingTopology.ask
    ) async throws(CommandError) -> JSONObject {
        let limit = timeout
        let number = Self.last.add(1, ordering: .relaxed).newValue
        var properties = MessageProperties(
            contentType: "application/json", messageID: "\(instance)-q\(number)", type: type)
        properties.userID = user
        properties.isPersistent = false
        // A question whose asker has gone is not worth answering.
        properties.expiration = String(
            max(1, limit.components.seconds * 1_000 + limit.components.attoseconds / 1_000_000_000_000_000))
        let message = OutgoingMessage(
            exchange: exchange, routingKey: "", properties: properties, body: body)
        return try Self.answer(try await call(message, within: limit))
    }

    /// Sends a command to be carried out, and waits for its outcome.
    ///
    /// - Parameters:
    ///   - id: under which its outcome is kept.
    ///   - body: a JSON object.
    /// - Returns: the outcome's document.
    func command(_ type: String, id: String, _ body: [UInt8]) async throws(CommandError) -> [UInt8] {
        var properties = MessageProperties(contentType: "application/json", messageID: id, type: type)
        properties.userID = user
        let message = OutgoingMessage(
            exchange: MessagingTopology.commands, routingKey: "", properties: properties, body: body)
        let reply = try await call(message, within: timeout)
        _ = try Self.answer(reply, isRefusal: { ["rejected", "refused"].contains($0) })
        return reply
    }

    /// Ends its connections.
    func close() async { await caller.close() }

    private func call(_ message: OutgoingMessage, within limit: Duration) async throws(CommandError) -> [UInt8] {
        do {
            return try await caller.call(message, timeout: limit).body
        } catch {
            throw CommandError(.unavailable, "the store does not answer: \(error.code.rawValue)")
        }
    }

    private static func answer(
        _ body: [UInt8], isRefusal: (String) -> Bool = { $0 != "ok" }
    ) throws(CommandError) -> JSONObject {
        guard
            let value = try? JSONReader.read(
                body, limits: JSONReader.Limits(bytes: longestAnswer, depth: 12, values: 2_000_000)),
            case .object(let object) = value, let status = object["status"]?.asString
        else { throw CommandError(.internalError, "the store's answer cannot be read") }
        guard isRefusal(status) else { return object }
        let error = object["error"]?.asObject
        throw CommandError(
            error?["code"]?.asString.flatMap { ErrorCode(rawValue: $0) } ?? .internalError,
            error?["message"]?.asString ?? "the store has refused", field: error?["field"]?.asString)
    }
}
