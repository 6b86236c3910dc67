import Contracts

extension Router {
    /// Somebody sends something.
    ///
    /// What keeps the rules is delivered at once to those who are connected here, and is answered when the caller has had it stored: tell
    /// ``stored(_:)`` or ``notStored(_:)``.
    ///
    /// - Parameters:
    ///   - sender: who sends, as it is proven.
    ///   - session: the connection by which it came, if it is one of the router's.
    ///   - ticket: by which name the caller hears of it later where the answer is ``Submission/waits``.
    public mutating func submit(
        _ request: SendRequest, from sender: Sender, by session: SessionID? = nil, ticket: Ticket, at now: Timestamp
    ) -> Submission {
        admit(.send(request), cost: request.messageCount, sender, session, ticket, now)
    }

    /// Somebody edits or deletes a message of theirs; otherwise as of sending.
    public mutating func submit(
        _ request: AmendRequest, from sender: Sender, by session: SessionID? = nil, ticket: Ticket, at now: Timestamp
    ) -> Submission {
        admit(.amend(request), cost: 1, sender, session, ticket, now)
    }

    /// The broker has confirmed these.
    public mutating func stored(_ ids: [MessageID]) {
        for id in ids { duplicates.confirm(id) }
    }

    /// These did not reach the store; their senders are refused and may send them again: with the same content where somebody may have seen them.
    public mutating func notStored(_ ids: [MessageID]) {
        for id in ids { duplicates.forget(id) }
    }

    private mutating func admit(
        _ request: RoutedRequest, cost: Int, _ sender: Sender, _ session: SessionID?, _ ticket: Ticket,
        _ now: Timestamp
    ) -> Submission {
        if let wait = rateWait(cost, sender, session, now) {
            let seconds = (wait + 999_999) / 1_000_000
            return .refused(
                CommandError(.rateLimited, "too many messages: there is room again in \(seconds) seconds"))
        }
        return decide(
            Parking.Request(
                ticket: ticket, sender: sender, request: request, session: session, since: now, missing: Missing()),
            at: now)
    }

    private mutating func rateWait(
        _ cost: Int, _ sender: Sender, _ session: SessionID?, _ now: Timestamp
    ) -> Int64? {
        guard !sender.isTrusted else { return nil }
        if let session, let wait = sessions[session]?.bucket.take(cost, at: now) { return wait }
        return personRates.take(cost, of: sender.person, at: now)
    }

    /// Decides about a request, or parks it.
    mutating func decide(_ parked: Parking.Request, at now: Timestamp) -> Submission {
        let decision: Decision
        switch parked.request {
        case .send(let request): decision = decide(request, parked.sender, parked.session, now)
        case .amend(let request): decision = decide(request, parked.sender, now)
        }
        switch decision {
        case .settled(let submission): return submission
        case .unknown(let missing):
            guard !parking.isFull else {
                return .refused(CommandError(.unavailable, "too many messages wait to be checked: try again"))
            }
            var parked = parked
            parked.missing = missing
            parking.park(parked)
            asking.want(missing)
            return .waits
        }
    }

    /// The person in whose name a request is.
    func author(_ sender: Sender, _ onBehalfOf: PartyID?) -> Result<PartyID, CommandError> {
        guard let other = onBehalfOf, other != sender.person else { return .success(sender.person) }
        guard sender.isTrusted else {
            return .failure(
                CommandError(.forbidden, "only services and admins send in somebody else's name", field: "from"))
        }
        return .success(other)
    }

    enum Decision {
        case settled(Submission)
        case unknown(Missing)

        static func refused(_ error: CommandError) -> Decision { .settled(.refused(error)) }
    }
}
