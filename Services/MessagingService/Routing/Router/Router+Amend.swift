import Contracts

extension Router {
    /// An amendment is delivered with its commit: it may overtake its message, but never comes alone.
    mutating func decide(_ request: AmendRequest, _ sender: Sender, _ now: Timestamp) -> Decision {
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
        case .allowed(let stream, _):
            let targets: [(MessageStream, String)]
            if case .people(let people) = request.destination {
                targets = people.map { (.inbox($0), SendRequest.listID(request.id, for: $0, digest: digest)) }
            } else {
                targets = [(stream, request.id)]
            }
            return .settled(.accepted(targets.map { accept(request.change, author, $0, id: $1, now) }))
        }
    }

    private func accept(
        _ change: AmendRequest.Change, _ author: PartyID, _ stream: MessageStream, id: String, _ now: Timestamp
    ) -> Accepted {
        let message = MessageID(sender: author, senderID: id, digest: digest)
        let amendment: Amendment
        switch change {
        case .edit(let number, let body):
            amendment = .edit(
                MessageEdit(
                    message: message, sender: author, stream: stream, number: number, body: body, sentAt: now))
        case .delete:
            amendment = .deletion(MessageDeletion(message: message, sender: author, stream: stream, sentAt: now))
        }
        return Accepted(record: .amendment(amendment), message: message, isStored: false)
    }
}
