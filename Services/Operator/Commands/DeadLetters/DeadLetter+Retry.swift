import Contracts
import RabbitMQ

extension DeadLetter {
    /// Why a letter cannot be published again, in a sentence for people.
    struct Obstacle: Error, Equatable {
        let sentence: String

        init(_ sentence: String) { self.sentence = sentence }
    }

    /// Under whose name a letter is published again.
    struct Sender {
        /// The user of this tool's connection.
        let user: String
        /// Whether the connection may send in the name of others: RabbitMQ's tag `impersonator`.
        let impersonates: Bool

        /// The `user_id` for a letter: nobody's where nobody had sent it.
        func userID(for letter: DeadLetter) -> String? {
            guard let publisher = letter.publisher else { return nil }
            return impersonates ? publisher : user
        }

        /// Whether the ledger keeps the outcome under the key under which it would have kept the original's.
        func keepsKey(of letter: DeadLetter) -> Bool { userID(for: letter) == letter.publisher }
    }

    /// The message as it was published, with a count of retries.
    ///
    /// - Throws: ``Obstacle`` where the message is not whole any more, or would go where the ledger takes no commands: what a letter says of
    ///   its origin may be forged, and this tool writes with an operator's rights.
    func retried(by sender: Sender) throws(Obstacle) -> OutgoingMessage {
        if let missingFrom {
            throw Obstacle(
                "only \(size) of its \(missingFrom) bytes were kept: what was too long or told of a bank account is gone; its sender must send it again"
            )
        }
        guard !isDamaged else {
            throw Obstacle("a property or header is no UTF-8 and cannot be published again as it was")
        }
        guard let exchange, let routingKey else { throw Obstacle("it does not tell where it was published") }
        guard exchange == LedgerTopology.commands || exchange.isEmpty && Self.isPartition(routingKey) else {
            throw Obstacle("it was published to \(exchange.isEmpty ? routingKey : exchange), which takes no commands")
        }
        var properties = properties
        properties.userID = sender.userID(for: self)
        // A queue that the ledger may not answer to was the fault of some: they are carried out without a reply.
        properties.replyTo = replyTo.flatMap { Self.isAnswerable($0) ? $0 : nil }
        properties.expiration = nil
        properties.isPersistent = true
        var headers = originalHeaders
        headers[Header.retries] = .integer(retries + 1)
        if let publisher, !sender.keepsKey(of: self) { headers[Header.retriedFor] = .string(publisher) }
        properties.headers = headers
        return OutgoingMessage(exchange: exchange, routingKey: routingKey, properties: properties, body: body)
    }

    /// The message ids under which the ledger may have kept outcomes of this message already; none where it cannot be read, for such a
    /// one has no outcome.
    var outcomeIDs: [String] {
        var headers: [String: String] = [:]
        for field in originalHeaders.fields {
            if let text = field.value.string { headers[field.name.lowercased()] = text }
        }
        let message = IncomingMessage(
            body: body, messageID: properties.messageID, type: properties.type, contentType: properties.contentType,
            contentEncoding: properties.contentEncoding, headers: headers)
        let limits = CommandMessage.Limits(bytes: .max, depth: 32)
        switch try? CommandMessage.read(message, from: .anonymous, limits: limits) {
        case .single(let envelope): return [envelope.key.messageID]
        case .linked(let envelopes): return envelopes.map(\.key.messageID)
        case .independent(let members): return members.compactMap { try? $0.get().key.messageID }
        case nil: return []
        }
    }

    private static func isPartition(_ queue: String) -> Bool {
        let prefix = "\(LedgerTopology.commands)."
        return queue.hasPrefix(prefix) && queue.dropFirst(prefix.count).allSatisfy(\.isNumber)
    }

    /// RabbitMQ closes the channel over the bare name of direct reply-to from somebody who does not listen there.
    private static func isAnswerable(_ address: String) -> Bool {
        ReplyAddress.isAllowed(address) && address != "amq.rabbitmq.reply-to"
    }
}
