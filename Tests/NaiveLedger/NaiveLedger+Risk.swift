import Contracts

extension NaiveLedger {
    mutating func raise(_ suspicion: Suspicion, _ turn: Turn, transaction: TransactionID?) {
        let id = turn.assigned.flag ?? FlagID(number: nextNumber())
        flags[id] = NaiveFlag(
            wallet: suspicion.wallet, rules: suspicion.rules, denies: suspicion.denies,
            messageID: turn.envelope.key.messageID, commandType: turn.envelope.type, transaction: transaction)
        flagIDs.append(id)
    }

    mutating func review(_ command: RiskReview) throws(Refusal) {
        guard let flag = flags[command.flag] else { throw Refusal(.flagNotFound) }
        guard flag.state == .open else { throw Refusal(.requestClosed) }
        flags[command.flag]?.state = command.decision == .clear ? .cleared : .confirmed
    }
}
