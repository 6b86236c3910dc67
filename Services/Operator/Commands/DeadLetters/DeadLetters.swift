import ArgumentParser

/// The messages that were given up.
struct DeadLetters: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dead-letters",
        abstract: "List, show, retry or discard the messages that could be neither carried out nor answered.",
        discussion: """
            They wait in the queue ledger.dead-letters. Looking at them takes nothing away and keeps their order, also when it is interrupted. One \
            program at a time may look, and a look reaches the first 65,535 letters.

            Letters are named by the message id that their sender gave them; all letters with one id are meant by it. One without an id is \
            named by how it died.
            """,
        subcommands: [DeadLettersList.self, DeadLettersShow.self, DeadLettersRetry.self, DeadLettersDiscard.self])
}
