import Contracts
import MessageRules
import RabbitMQ

/// What is to be told once a group of commands is committed.
struct CommandAnswers: Sendable {
    /// Tried once each: who misses one sends the command again.
    var replies: [OutgoingMessage] = []
    /// Must be confirmed.
    var deadLetters: [OutgoingMessage] = []
    /// What was put into the log.
    var persisted = Persisted()

    /// Adds what a command is answered.
    ///
    /// - Parameter outcome: nil where it could not be read.
    mutating func add(_ received: ReceivedCommand, _ outcome: MessageOutcome?) {
        if let outcome {
            if let reply = received.reply(outcome.document, isReplay: outcome.isReplay) { replies.append(reply) }
        } else if case .failure(let error) = received.submission {
            guard let reply = received.rejection(error) else {
                deadLetters.append(received.deadLetter(error))
                return
            }
            replies.append(reply)
        }
    }

    /// Adds that the database refuses a command for its data.
    mutating func giveUp(_ received: ReceivedCommand) {
        let error = CommandError(.internalError, "the database refuses the data of this message")
        deadLetters.append(received.deadLetter(error))
        if let reply = received.rejection(error) { replies.append(reply) }
    }

    /// What two groups came to, one after the other.
    func followed(by next: CommandAnswers) -> CommandAnswers {
        CommandAnswers(
            replies: replies + next.replies, deadLetters: deadLetters + next.deadLetters,
            persisted: persisted.followed(by: next.persisted))
    }
}
