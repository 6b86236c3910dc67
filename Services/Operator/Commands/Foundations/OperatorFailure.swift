import KauriClient
import Postgres
import RabbitMQ

/// How the tool ends when not all is well.
enum ExitStatus: Int32, Sendable {
    /// The work was done, and its result is wrong.
    case wrong = 1
    /// A server or the service does not answer.
    case unavailable = 69
    /// A setting is missing or wrong.
    case configuration = 78
}

/// Why a command did not succeed, in one line for a person, and what to do about it.
struct OperatorFailure: Error, Sendable, CustomStringConvertible {
    let status: ExitStatus
    let message: String
    /// What to do next; empty where the message says it.
    let advice: String

    init(_ status: ExitStatus, _ message: String, advice: String = "") {
        self.status = status
        self.message = message
        self.advice = advice
    }

    var description: String { advice.isEmpty ? message : "\(message)\n  \(advice)" }
}

extension OperatorFailure {
    /// Says of any error what it means for an operator.
    init(_ error: any Error) {
        switch error {
        case let failure as OperatorFailure: self = failure
        case let error as BrokerError: self.init(error)
        case let failure as LedgerFailure: self.init(failure)
        case let error as PostgresError: self.init(error)
        case let error as MigrationError: self.init(error)
        case is CancellationError: self.init(.wrong, "interrupted")
        default: self.init(.wrong, "\(error)")
        }
    }

    private init(_ error: BrokerError) {
        switch error.code {
        case .invalidConfiguration, .authenticationFailed, .accessRefused, .tlsFailed:
            self.init(.configuration, "RabbitMQ: \(error)", advice: "Correct AMQP_URL or --amqp.")
        case .notFound:
            self.init(
                .unavailable, "RabbitMQ: \(error)",
                advice: "The ledger's exchanges are declared by transaction-service: start it first.")
        default:
            self.init(.unavailable, "RabbitMQ: \(error)", advice: "Is it running, and is AMQP_URL right?")
        }
    }

    private init(_ failure: LedgerFailure) {
        switch failure {
        case .notSent(let error): self.init(error)
        case .unroutable(let text):
            self.init(.unavailable, "no queue takes commands: \(text)", advice: "Start transaction-service.")
        case .queueFull: self.init(.unavailable, "the queue for commands is full", advice: "Run it again later.")
        case .noReply(let id):
            self.init(
                .unavailable, "no reply came to \(id)",
                advice: "See the log of transaction-service; what is sent again under the same id happens once.")
        default: self.init(.wrong, "\(failure)")
        }
    }

    private init(_ error: PostgresError) {
        switch (error.code, error.sqlState) {
        case (.configuration, _), (.connectFailed, "28P01"), (.connectFailed, "28000"), (.connectFailed, "3D000"):
            self.init(.configuration, "PostgreSQL: \(error)", advice: "Correct DATABASE_URL or --database.")
        case (_, "42P01"), (_, "3F000"):
            self.init(.configuration, "PostgreSQL: \(error)", advice: "The schema is missing; run: kauri migrate")
        case (_, "42501"):
            self.init(.configuration, "PostgreSQL: \(error)", advice: "This role may not do that; see kauri --help.")
        case (.server, _) where !error.isRetriable, (.decoding, _), (.invalidRequest, _):
            self.init(.wrong, "PostgreSQL: \(error)")
        default:
            self.init(.unavailable, "PostgreSQL: \(error)", advice: "Is it running, and is DATABASE_URL right?")
        }
    }

    private init(_ error: MigrationError) {
        switch error {
        case .databaseIsNewer(let database, let program):
            self.init(
                .wrong, "the database has migration \(database), this program knows only \(program)",
                advice: "Use a newer kauri.")
        case .changed(let version, let name):
            self.init(.wrong, "migration \(version) (\(name)) was applied with other SQL than this program has")
        case .outOfOrder(let version, let name):
            self.init(.wrong, "the database lacks migration \(version) (\(name)), which comes before one that it has")
        case .locked:
            self.init(.unavailable, "another program is migrating", advice: "Run it again when that one is done.")
        case .failed(let version, let name, let error):
            self.init(.wrong, "migration \(version) (\(name)) failed and was rolled back: \(error)")
        case .leftTransaction(let version, let name):
            self.init(.wrong, "migration \(version) (\(name)) ended its own transaction")
        case .invalidList(let version): self.init(.wrong, "the list of migrations is wrong at \(version)")
        case .database(let error): self.init(error)
        }
    }
}
