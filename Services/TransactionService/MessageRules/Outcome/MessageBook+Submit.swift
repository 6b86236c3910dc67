import Contracts

extension MessageBook {
    /// Decides one command: answers it again, refuses it, or changes the book.
    ///
    /// What was answered before is answered again before it is asked whether the actor still may: who has left a conversation by a command is
    /// told the same when it comes once more.
    public mutating func submit(_ submission: MessageSubmission) -> MessageOutcome {
        let envelope = submission.envelope
        do throws(CommandError) {
            try checkRole(envelope)
            if let earlier = try answered(submission) { return earlier }
            if let deadline = envelope.common.deadline, deadline < now {
                throw CommandError(
                    .deadlineExceeded, "the deadline had passed when the command arrived", field: "deadline")
            }
            guard let rule = envelope.command as? any MessageRule else {
                throw CommandError(.unknownType, "there is no rule for this type", field: "type")
            }
            let change = try rule.decide(in: self, envelope.common.actor).map { apply($0) }
            let document = MessageDocument.success(state(change, of: rule), envelope, at: now)
            return settle(submission, .committed, document)
        } catch {
            let document = MessageDocument.error(error, envelope, at: now)
            return settle(submission, error.code.isStored ? .refused(error) : .rejected(error), document)
        }
    }

    private func checkRole(_ envelope: CommandEnvelope) throws(CommandError) {
        let role = envelope.common.actor?.role ?? .service
        guard !type(of: envelope.command).allowed.contains(role) else { return }
        throw CommandError(
            .forbidden, "a \(role.rawValue) may not send \(envelope.type)", field: "actor.role")
    }

    private func answered(_ submission: MessageSubmission) throws(CommandError) -> MessageOutcome? {
        guard let earlier = outcomes[submission.envelope.key] else { return nil }
        if let field = earlier.fingerprint.firstDifference(to: submission.fingerprint) {
            throw CommandError(
                .idempotencyKeyReused, "this message id was used before with another \(field)", field: field)
        }
        return MessageOutcome(
            envelope: submission.envelope, fingerprint: earlier.fingerprint, status: .replayed,
            document: earlier.document)
    }

    /// The state after the command; as it is where nothing had to be changed.
    private func state(_ change: MessageChange?, of rule: any MessageRule) -> MessageChange? {
        if let change { return change }
        var needs = MessageNeeds([])
        rule.addNeeds(to: &needs)
        if let id = needs.conversations.first { return conversations[id].map { .conversation($0) } }
        return needs.people.first.map { .person(settings(of: $0)) }
    }

    private mutating func settle(
        _ submission: MessageSubmission, _ status: MessageOutcome.Status, _ document: [UInt8]
    ) -> MessageOutcome {
        let outcome = MessageOutcome(
            envelope: submission.envelope, fingerprint: submission.fingerprint, status: status, document: document)
        if case .rejected = status { return outcome }
        keep(outcome)
        return outcome
    }
}
