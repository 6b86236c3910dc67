import Contracts
import Crypto
import Ledger
import RabbitMQ

/// A delivery that has been read: what it asks for, and where its answer goes.
struct Received: Sendable {
    /// One command of the message, or why it could not be read.
    enum Member: Sendable {
        case submission(Submission)
        case unreadable(messageID: String?, CommandError)
    }

    /// How the message's commands hang together.
    enum Form: Sendable {
        case single, independent, linked
    }

    let delivery: Delivery
    let form: Form
    let members: [Member]
    /// Where to answer; nil where nobody waits or the address is forbidden.
    let replyTo: String?
    /// Why the whole message goes to the dead letters: it is at fault and nobody can be told.
    let deadLetter: CommandError?

    /// The commands that could be read.
    var submissions: [Submission] {
        members.compactMap { if case .submission(let submission) = $0 { submission } else { nil } }
    }

    /// The type that the message names in its properties or headers.
    var type: String? { delivery.properties.type ?? delivery.properties.headers["ce-type"]?.string }

    /// The trace that the message belongs to: the only command's, else the one in the message's headers.
    var trace: TraceContext? {
        if form == .single, case .submission(let submission)? = members.first { return submission.envelope.trace }
        guard !delivery.properties.headers.isEmpty else { return nil }
        let message = IncomingMessage(delivery)
        return (message.headers["traceparent"] ?? message.cloudEventAttribute("traceparent"))
            .flatMap { TraceContext(traceparent: $0) }
    }

    /// How much of a batch's bound the message takes up.
    var weight: Int { max(members.count, 1) }

    /// Reads a delivery. Never fails: what is wrong with it is part of the result.
    init(_ delivery: Delivery, limits: CommandMessage.Limits) {
        self.delivery = delivery
        let properties = delivery.properties
        let replyTo = properties.replyTo.flatMap { $0.isEmpty ? nil : $0 }
        let isForbidden = replyTo.map { !ReplyAddress.isAllowed($0) } ?? false
        self.replyTo = isForbidden ? nil : replyTo
        do throws(CommandError) {
            if isForbidden {
                throw CommandError(
                    .replyToForbidden,
                    "reply_to must be direct reply-to, a server-named queue (amq.gen-…) or a queue called reply.…",
                    field: "reply_to")
            }
            let message = try Self.read(delivery, limits: limits)
            (form, members) = (message.form, message.members)
            deadLetter = nil
        } catch {
            form = .single
            members = [.unreadable(messageID: properties.messageID ?? properties.headers["ce-id"]?.string, error)]
            deadLetter = self.replyTo == nil ? error : nil
        }
    }

    private static func read(
        _ delivery: Delivery, limits: CommandMessage.Limits
    ) throws(CommandError) -> (form: Form, members: [Member]) {
        guard !delivery.isTruncated else {
            throw CommandError(.messageTooLarge, "a command message has at most \(limits.bytes) bytes")
        }
        guard !delivery.hasMalformedText else {
            throw CommandError(.invalidUTF8, "a property or header is not UTF-8")
        }
        let subject = delivery.properties.userID.map { Subject.broker(user: $0) } ?? .anonymous
        switch try CommandMessage.read(IncomingMessage(delivery), from: subject, limits: limits) {
        case .single(let envelope):
            return (.single, [.submission(Submission(envelope))])
        case .linked(let envelopes):
            return (.linked, envelopes.map { .submission(Submission($0)) })
        case .independent(let results):
            let members = results.map { result -> Member in
                switch result {
                case .success(let envelope): .submission(Submission(envelope))
                case .failure(let error): .unreadable(messageID: error.messageID, error.error)
                }
            }
            return (.independent, members)
        }
    }
}

extension IncomingMessage {
    fileprivate init(_ delivery: Delivery) {
        let properties = delivery.properties
        var headers: [String: String] = [:]
        for field in properties.headers.fields {
            if let text = field.value.string { headers[field.name.lowercased()] = text }
        }
        self.init(
            body: delivery.body, messageID: properties.messageID, type: properties.type,
            contentType: properties.contentType, contentEncoding: properties.contentEncoding, headers: headers)
    }
}

extension Submission {
    /// Fingerprints a command.
    init(_ envelope: CommandEnvelope) {
        let content = envelope.content()
        let digest = SHA256.hash(data: Fingerprint.preimage(type: envelope.type, content: content))
        self.init(
            envelope: envelope, fingerprint: Fingerprint(type: envelope.type, content: content, digest: digest))
    }
}
