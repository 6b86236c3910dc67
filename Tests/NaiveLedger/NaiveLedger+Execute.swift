import Contracts

extension NaiveLedger {
    /// Carries out one command.
    ///
    /// - Parameters:
    ///   - now: the moment by which the real system decided it; replies tell it as `at`.
    ///   - assigned: the ids that the real system gave to what the command made.
    public mutating func execute(
        _ envelope: CommandEnvelope, at now: Timestamp, assigned: AssignedIDs = AssignedIDs()
    ) -> NaiveOutcome {
        decide(Turn(envelope: envelope, now: now, assigned: assigned)).outcome
    }

    /// Carries out commands together or not at all.
    ///
    /// - Parameter assigned: for each command; may be shorter.
    public mutating func execute(
        linked envelopes: [CommandEnvelope], at now: Timestamp, assigned: [AssignedIDs] = []
    ) -> [NaiveOutcome] {
        let before = self
        let turns = envelopes.enumerated().map { index, envelope in
            Turn(envelope: envelope, now: now, assigned: index < assigned.count ? assigned[index] : AssignedIDs())
        }
        let decisions = turns.map { decide($0) }
        guard let culprit = decisions.firstIndex(where: \.outcome.isFailure) else { return decisions.map(\.outcome) }
        self = before
        return turns.indices.map { index in
            if let earlier = answered(envelopes[index]) { return earlier }
            switch (decisions[culprit].outcome, index == culprit) {
            case (.refused(let code), true):
                return refuse(turns[index], Refusal(code, suspicion: decisions[culprit].suspicion))
            case (let outcome, true): return outcome
            case (.rejected, false), (.keyReused, false): return .rejected(.linkedFailed)
            default: return refuse(turns[index], Refusal(.linkedFailed))
            }
        }
    }

    private mutating func decide(_ turn: Turn) -> (outcome: NaiveOutcome, suspicion: Suspicion?) {
        if isForbidden(turn.envelope) { return (.rejected(.forbidden), nil) }
        if let earlier = answered(turn.envelope) { return (earlier, nil) }
        let before = self
        do throws(Refusal) {
            if let deadline = turn.envelope.common.deadline, deadline < turn.now { throw Refusal(.deadlineExceeded) }
            try carryOut(turn)
            keep(turn, nil)
            return (.committed, nil)
        } catch {
            self = before
            return (error.code.isStored ? refuse(turn, error) : .rejected(error.code), error.suspicion)
        }
    }

    private mutating func refuse(_ turn: Turn, _ refusal: Refusal) -> NaiveOutcome {
        // Nothing can hang on a wallet that the same linked batch was to open.
        if let suspicion = refusal.suspicion, accounts[suspicion.wallet] != nil {
            raise(suspicion, turn, transaction: nil)
        }
        keep(turn, refusal.code)
        return .refused(refusal.code)
    }

    private mutating func keep(_ turn: Turn, _ code: ErrorCode?) {
        answers[Self.key(turn.envelope)] = Answer(
            type: turn.envelope.type, content: Self.content(turn.envelope), code: code,
            bankAccount: turn.envelope.command is BankAccountAdd ? bankAccountIDs.last : nil)
    }

    private func answered(_ envelope: CommandEnvelope) -> NaiveOutcome? {
        guard let earlier = answers[Self.key(envelope)] else { return nil }
        if earlier.type != envelope.type { return .keyReused(field: "type") }
        let content = Self.content(envelope)
        if let new = content.members.first(where: { earlier.content[$0.key] != $0.value }) {
            return .keyReused(field: new.key)
        }
        if let gone = earlier.content.members.first(where: { content[$0.key] == nil }) {
            return .keyReused(field: gone.key)
        }
        // What was remembered of a bank account's number is its mask; the number itself is compared while it is known.
        if let command = envelope.command as? BankAccountAdd, earlier.code == nil, let id = earlier.bankAccount,
            let known = bankAccounts[id]?.number, known != command.number
        {
            return .keyReused(field: known.format == .iban ? "iban" : "number")
        }
        return .replayed(earlier.code)
    }

    /// Keys are bytes: what looks alike in Unicode is not the same id.
    private static func key(_ envelope: CommandEnvelope) -> [UInt8] {
        Array(envelope.key.subject.utf8) + [0] + Array(envelope.key.messageID.utf8)
    }

    /// What a repeated id is held against: all that the sender wrote but what belongs to one sending of it, secrets masked.
    private static func content(_ envelope: CommandEnvelope) -> JSONObject {
        (try? JSONReader.read(envelope.content().bytes))?.asObject ?? JSONObject()
    }
}
