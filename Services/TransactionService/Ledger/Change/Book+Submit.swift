import Contracts

/// A command and the fingerprint of its content.
public struct Submission: Sendable {
    /// The command.
    public let envelope: CommandEnvelope
    /// What its content comes down to.
    public let fingerprint: Fingerprint

    /// Joins the two.
    public init(envelope: CommandEnvelope, fingerprint: Fingerprint) {
        self.envelope = envelope
        self.fingerprint = fingerprint
    }
}

extension Book {
    /// Decides one command: answers it again, refuses it, or changes the book.
    public mutating func submit(_ submission: Submission) -> Outcome {
        denied = nil
        do throws(CommandError) {
            try authorise(submission.envelope)
        } catch {
            return rejected(submission, error)
        }
        if let earlier = answered(submission) { return earlier }
        do throws(CommandError) {
            let context = CommandContext(
                expectedVersion: submission.envelope.common.expectedVersion,
                metadata: submission.envelope.common.metadata, actor: submission.envelope.common.actor?.id.text)
            if let deadline = submission.envelope.common.deadline, deadline < now {
                throw CommandError(
                    .deadlineExceeded, "the deadline had passed when the command arrived", field: "deadline")
            }
            guard let rule = submission.envelope.command as? any LedgerRule else {
                throw CommandError(.unknownType, "the ledger has no rule for this type", field: "type")
            }
            let change = try rule.decide(in: self, context)
            let applied = try apply(change, submission.envelope)
            return settle(submission, .committed, applied)
        } catch {
            return error.code.isStored
                ? settle(submission, .refused(error), nil) : rejected(submission, error)
        }
    }

    /// Decides commands that are carried out together or not at all.
    ///
    /// Where one is refused, it keeps its own error and every other is refused as `linked_failed`.
    public mutating func submit(linked submissions: [Submission]) -> [Outcome] {
        let before = self
        var outcomes: [Outcome] = []
        for (index, submission) in submissions.enumerated() {
            let outcome = submit(submission)
            guard outcome.isFailure else {
                outcomes.append(outcome)
                continue
            }
            // Numbers that were taken stay taken: a gap costs nothing, a number given twice would.
            let (numbers, denied) = (numbers, denied)
            self = before
            self.numbers = numbers
            self.denied = denied
            return fail(submissions, culprit: index, outcome)
        }
        return outcomes
    }

    private mutating func fail(_ submissions: [Submission], culprit: Int, _ outcome: Outcome) -> [Outcome] {
        submissions.enumerated().map { index, submission in
            if let earlier = answered(submission) { return earlier }
            if index == culprit, case .refused(let error) = outcome.status {
                return settle(submission, .refused(error), nil)
            }
            if index == culprit { return outcome }
            let error = linkedFailed(culprit)
            // Where the culprit may be sent again under its id, so may the others.
            if case .rejected = outcome.status { return rejected(submission, error) }
            return settle(submission, .refused(error), nil)
        }
    }

    private func linkedFailed(_ culprit: Int) -> CommandError {
        CommandError(.linkedFailed, "command \(culprit) of the linked batch was refused")
    }

    /// The outcome that is already there, or the refusal of a key that comes with other content.
    private func answered(_ submission: Submission) -> Outcome? {
        guard let earlier = outcomes[submission.envelope.key] else { return nil }
        let hidden = (submission.envelope.command as? any LedgerRule)?.hiddenDifference(to: earlier, in: self)
        guard let field = earlier.fingerprint.firstDifference(to: submission.fingerprint) ?? hidden else {
            return Outcome(
                envelope: submission.envelope, status: .replayed(isCommitted: earlier.isCommitted), number: 0,
                fingerprint: earlier.fingerprint, document: earlier.document, concerns: nil)
        }
        return rejected(
            submission,
            CommandError(
                .idempotencyKeyReused, "this message id was used before with another \(field)", field: field))
    }

    private func rejected(_ submission: Submission, _ error: CommandError) -> Outcome {
        Outcome(
            envelope: submission.envelope, status: .rejected(error), number: 0, fingerprint: submission.fingerprint,
            document: OutcomeDocument.error(error, envelope: submission.envelope, at: now, isStored: false),
            concerns: nil)
    }

    private mutating func settle(
        _ submission: Submission, _ status: Outcome.Status, _ applied: Applied?
    ) -> Outcome {
        let number = numbers.next()
        if case .refused(let error) = status, error.code == .riskDenied, let denied,
            account(denied.account) != nil
        {
            // Nothing can hang on a wallet that the same linked batch was to open.
            // It stays known: in a linked batch this outcome is undone, and settled once more.
            _ = raise(denied, submission.envelope, nil)
        }
        let document =
            switch status {
            case .refused(let error), .rejected(let error):
                OutcomeDocument.error(error, envelope: submission.envelope, at: now, isStored: true)
            case .committed, .replayed:
                OutcomeDocument.success(
                    applied ?? Applied(change: Change()), envelope: submission.envelope, at: now, number: number)
            }
        let outcome = Outcome(
            envelope: submission.envelope, status: status, number: number, fingerprint: submission.fingerprint,
            document: document, concerns: applied?.concerns)
        insert(
            StoredOutcome(fingerprint: submission.fingerprint, document: document, isCommitted: status == .committed),
            under: submission.envelope.key)
        changes.outcomes.append(outcome)
        return outcome
    }
}
