import ArgumentParser

/// The operator's tool.
public struct Kauri: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "kauri",
        abstract: "Looks after a Kauri ledger: its schema, its balances, its speed.",
        discussion: """
            Servers come from the environment, or from options:
              AMQP_URL                  RabbitMQ, such as amqp://user:password@host:5672/
              DATABASE_URL              PostgreSQL as the service's role
              KAURI_OWNER_DATABASE_URL  PostgreSQL as the owner of the schema (migrate)

            Results go to standard output, as JSON alone with --json; progress and errors go to standard error.

            Exit status:
              0   done, and right
              1   done, and something is wrong: totals do not agree, an account does not exist
              64  the command line is wrong
              69  RabbitMQ, PostgreSQL or transaction-service does not answer
              78  a setting is missing or wrong
            """,
        subcommands: [
            Migrate.self, Balance.self, TrialBalance.self, ShowWallet.self, ShowEntries.self, ShowStatement.self,
            ShowTransaction.self, ShowOutcome.self, ShowHolds.self, ShowRequests.self, ShowParties.self,
            PartyCommands.self, Report.self, Payouts.self, Audit.self, DeadLetters.self, Verify.self, Reconcile.self,
            Replay.self, Events.self, Simulate.self, Bench.self, Token.self,
        ])

    /// Made by the parser.
    public init() {}
}
