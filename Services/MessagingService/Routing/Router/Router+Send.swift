import Contracts

extension Router {
    mutating func decide(
        _ request: SendRequest, _ sender: Sender, _ session: SessionID?, _ now: Timestamp
    ) -> Decision {
        let author: PartyID
        switch self.author(sender, request.onBehalfOf) {
        case .success(let person): author = person
        case .failure(let error): return .refused(error)
        }
        let judgement = directory.judge(
            request.destination, request.kind, by: author, isTrusted: sender.isTrusted, digest: digest)
        switch judgement {
        case .refused(let error): return .refused(error)
        case .unknown(let missing): return .unknown(missing)
        case .allowed(let stream, let pair):
            return .settled(accept(messages(of: request, author, stream, pair, now), from: session))
        }
    }

    /// The messages that become of a request: one, or one for each person of a list.
    private func messages(
        of request: SendRequest, _ author: PartyID, _ stream: MessageStream, _ pair: [PartyID], _ now: Timestamp
    ) -> [Message] {
        func message(_ senderID: String, _ stream: MessageStream) -> Message {
            Message(
                id: MessageID(sender: author, senderID: senderID, digest: digest), senderID: senderID, sender: author,
                stream: stream, pair: pair, kind: request.kind, priority: request.priority, body: request.body,
                metadata: request.metadata, sentAt: now, expiresAt: request.expiresIn.map(now.adding(seconds:)))
        }
        guard case .people(let people) = request.destination else { return [message(request.id, stream)] }
        return people.map { message(SendRequest.listID(request.id, for: $0, digest: digest), .inbox($0)) }
    }

    /// Takes all of them, or none where one has the id of another message or finds no room.
    private mutating func accept(_ messages: [Message], from session: SessionID?) -> Submission {
        let digests = messages.map { digest($0.canonicalContent) }
        for (message, digest) in zip(messages, digests) {
            let verdict = duplicates.verdict(on: message.id, digest: digest)
            if verdict == .conflicting {
                return .refused(
                    CommandError(
                        .idempotencyKeyReused, "another message of this sender has this id and other content",
                        field: "id"))
            }
            if verdict == .new, isFull(for: message) {
                return .refused(CommandError(.mailboxFull, "this person's client is too far behind: try again later"))
            }
        }
        var accepted: [Accepted] = []
        for (message, digest) in zip(messages, digests) {
            let verdict = duplicates.enter(message.id, digest: digest)
            accepted.append(
                Accepted(record: .message(message), message: message.id, isStored: verdict == .confirmed))
            if verdict == .new { deliver(live: message, from: session) }
        }
        return .accepted(accepted)
    }

    /// Whether a message to one person finds every client of theirs full, where such messages are to be refused.
    private func isFull(for message: Message) -> Bool {
        let recipient: PartyID?
        switch message.stream {
        case .inbox(let person): recipient = person
        case .conversation: recipient = message.pair.first { $0 != message.sender }
        default: recipient = nil
        }
        guard let recipient, let ids = sessionsOf[recipient], !ids.isEmpty,
            ids.allSatisfy({ sessions[$0]?.settings.mailbox.policy == .reject })
        else { return false }
        let frame = Frame(message, at: nil)
        return ids.allSatisfy { sessions[$0]?.isFull(for: frame, budget) ?? false }
    }

    /// Delivers a message before its commit; the sender's own connection hears of it by the commit, with its position.
    private mutating func deliver(live message: Message, from session: SessionID?) {
        let recipients = directory.recipients(of: message.stream, pair: message.pair)
        guard !recipients.isEmpty else { return }
        let frame = Frame(message, at: nil)
        duplicates.see(message.id)
        for person in recipients {
            for id in sessionsOf[person] ?? [] where id != session {
                sessions[id]?.deliver(live: frame, &budget)
                touched.insert(id)
            }
        }
    }
}
