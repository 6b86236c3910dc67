import ArgumentParser
import RabbitMQ

/// Publishes letters again where they came from.
struct DeadLettersRetry: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Publish dead letters again where they came from, and take them from the dead letters.",
        discussion: """
            A letter is published to the exchange and with the routing key that it came from, with its own headers and properties, in the order in \
            which the letters died; x-kauri-retries counts how often. It is acknowledged only after RabbitMQ has confirmed the new \
            message: interrupt it when you like, and at worst a message is there twice, under one id.

            Whose command it is then. The ledger keeps one outcome for each message id of each sender, and the sender is the user that \
            RabbitMQ has validated. A letter that had no user, or this tool's own, keeps its sender. The name of another user cannot be \
            put into a message: such a letter is sent by the user of AMQP_URL, so that its id counts as a new one, and its \
            x-kauri-retried-for names the first sender. If that one has sent its command again meanwhile, both would be carried out. \
            Therefore the ledger is asked first, and a letter whose id it has decided for the first sender stays where it is: discard \
            it. Make sure that the sender does not repeat it while you retry; or give --impersonate, with a user of AMQP_URL that has \
            RabbitMQ's tag impersonator: every letter then keeps its sender, and one id is carried out once, whatever happens.

            A reply goes to the address that the message had if the ledger may answer there. A letter of which a part is missing (it was too \
            long, or told of a bank account) cannot be retried.
            """)

    @OptionGroup var choice: DeadLetterChoice
    @OptionGroup var broker: BrokerOptions

    @Flag(help: "Send in the name of the first sender; needs RabbitMQ's tag impersonator.")
    var impersonate = false

    @Option(help: ArgumentHelp("Wait so long for the ledger to tell what it has decided.", valueName: "seconds"))
    var timeout = 10.0

    @Flag(help: "Print the result as JSON.")
    var json = false

    func validate() throws {
        guard (0.1...60).contains(timeout) else { throw ValidationError("--timeout is 0.1 to 60 seconds") }
    }

    func execute() async throws {
        let configuration = try broker.configuration(named: "kauri dead-letters")
        var run = DeadLetterRetrying(
            configuration, choice: choice, impersonates: impersonate, patience: .milliseconds(Int64(timeout * 1_000)))
        let report: DeadLetterRetryReport
        do {
            report = try await run.all()
            await run.close()
        } catch {
            await run.close()
            throw error
        }
        if json { try Terminal.json(report) } else { Terminal.result(report.text) }
        try choice.tellMissing(from: run.found)
        guard report.left.isEmpty else { throw ExitCode(ExitStatus.wrong.rawValue) }
    }
}

/// What came of a retry.
struct DeadLetterRetryReport: Encodable {
    struct Left: Encodable, Equatable {
        let id: String
        let type: String?
        let reason: String
        let why: String
    }

    /// Letters that are commands again.
    var retried = 0
    /// Letters that stayed, and why.
    var left: [Left] = []

    var text: String {
        var lines = ["\(Terminal.grouped(retried)) published again"]
        if !left.isEmpty {
            var table = Table([("left", .left), ("type", .left), ("reason", .left), ("because", .left)])
            for letter in left {
                table.add([letter.id, letter.type ?? "", letter.reason, letter.why].map { Terminal.printable($0) })
            }
            lines += ["", table.text]
        }
        return lines.joined(separator: "\n")
    }
}
