import Contracts
import Ledger

/// What one message is answered: an outcome for each command, or why it could not be read.
struct Answer: Sendable {
    enum Member: Sendable {
        case outcome(Outcome)
        case unreadable(messageID: String?, CommandError)
    }

    let members: [Member]

    var outcomes: [Outcome] {
        members.compactMap { if case .outcome(let outcome) = $0 { outcome } else { nil } }
    }
}

extension Book {
    /// Decides all commands of a message.
    mutating func answer(_ received: Received) -> Answer {
        if received.form == .linked {
            return Answer(members: submit(linked: received.submissions).map { .outcome($0) })
        }
        return Answer(
            members: received.members.map { member in
                switch member {
                case .submission(let submission): .outcome(submit(submission))
                case .unreadable(let messageID, let error): .unreadable(messageID: messageID, error)
                }
            })
    }
}
