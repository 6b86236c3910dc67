import ArgumentParser
import Contracts
import MessagingClient
import Postgres
import RabbitMQ

/// Loads the running messaging-service with messages between connected people and measures it.
struct BenchMessaging: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "messaging",
        abstract: "Measure messages from sender to the receiver's socket, by priority, beside a bare echo.",
        discussion: """
            Opens WebSockets with tokens of its own making (KAURI_TOKEN_SECRETS, as for kauri token), and sends direct messages between \
            pairs of them. The n-th message is due at a fixed time, and its latency counts from then to the moment at which the \
            receiver's socket has it, even if it was sent later: a stall shows (no coordinated omission). How late this program itself \
            was is told beside it.

            First messages are sent for --warm-up seconds without being measured: the first one of a pair makes their conversation. They \
            count for what was accepted, delivered and persisted, though; what is persisted is counted in PostgreSQL, in messaging.log.

            --from http sends each message with its sender's token; --from broker publishes to messaging.inbound as the broker's user, in \
            the names of the people. With --bulk so many messages travel as one, from several people over HTTP and the broker (sent by a \
            service then), from one person over WebSockets. One person may send KAURI_RATE_PER_SECOND messages a second, 50 where \
            nothing is set; services are not limited.

            The echo is a WebSocket server made of NIO's own parts, in a process of its own, with as many connections and the same \
            messages at the same rate. --echo after measures it on the idle machine, --echo beside at the same time as the messages.

            Memory and processor time are read from /proc for servers on this machine; root sees other users' processes. The \
            conversations and messages of bench:0, bench:1 … stay: do not measure a system that people use.

            Exit status 1 where something accepted has not arrived at its receiver, or is not stored.
            """)

    @Option(help: ArgumentHelp("So many people connect; an even number from 2 to 60,000.", valueName: "n"))
    var connections = 1_000

    @Option(help: ArgumentHelp("Send so many messages a second.", valueName: "n"))
    var rate = 2_000

    @Option(help: ArgumentHelp("Measure for so long.", valueName: "seconds"))
    var duration = 20.0

    @Option(help: ArgumentHelp("Send for so long before that.", valueName: "seconds"))
    var warmUp = 3.0

    @Option(help: ArgumentHelp("Repeat it to mix several; all three where left out.", valueName: "high|normal|low"))
    var priority: [MessagePriority] = []

    @Option(help: ArgumentHelp("Where messages go in.", valueName: "websocket|http|broker"))
    var from = MessagingPlan.Source.websocket

    @Option(help: ArgumentHelp("So many messages travel together; 1 to 500.", valueName: "n"))
    var bulk = 1

    @Option(help: ArgumentHelp("Bytes of each body; 1 to 65,536.", valueName: "n"))
    var body = 120

    @Option(help: ArgumentHelp("When the bare echo is measured.", valueName: "after|beside|never"))
    var echo = EchoTime.after

    @Option(
        help: ArgumentHelp(
            "Where messaging-service is; KAURI_MESSAGING_URL, or http://127.0.0.1:8090.", valueName: "url"))
    var url: String?

    @OptionGroup var broker: BrokerOptions
    @OptionGroup var database: DatabaseOptions

    @Flag(help: "Print the result as JSON.")
    var json = false

    func validate() throws {
        guard (2...60_000).contains(connections), connections.isMultiple(of: 2) else {
            throw ValidationError("--connections is an even number from 2 to 60000")
        }
        guard (1...1_000_000).contains(rate) else { throw ValidationError("--rate is 1 to 1000000") }
        guard (0.1...86_400).contains(duration), (0...3_600).contains(warmUp) else {
            throw ValidationError("--duration is 0.1 to 86400 seconds, --warm-up 0 to 3600")
        }
        guard (1...500).contains(bulk) else { throw ValidationError("--bulk is 1 to 500") }
        guard (1...Message.longestBody).contains(body) else { throw ValidationError("--body is 1 to 65536") }
        guard Double(rate) * (duration + warmUp) <= 1e9 else {
            throw ValidationError("--rate and --duration are a thousand million messages at the most")
        }
    }

    func execute() async throws {
        let limit = FileLimit.raise()
        guard limit > connections + 256 else {
            throw OperatorFailure(
                .configuration, "this process may open only \(limit) files", advice: "Raise it: ulimit -n 100000")
        }
        let run = MessagingRun(
            plan: plan, address: try .configured(url), echo: echo,
            broker: try broker.configuration(named: "kauri bench messaging"), database: try database.configuration())
        warn(run.plan)
        let report = try await run.measure()
        if json { try Terminal.json(report) } else { Terminal.result(report.text) }
        guard report.problems.isEmpty else {
            throw OperatorFailure(.wrong, report.problems.joined(separator: "; "))
        }
    }

    private var plan: MessagingPlan {
        MessagingPlan(
            runID: "b" + String(UInt64.random(in: .min ... .max), radix: 36), connections: connections, rate: rate,
            duration: duration, warmUp: warmUp, priorities: priority.isEmpty ? MessagePriority.allCases : priority,
            source: from, bulk: bulk, bodyLength: body)
    }

    private func warn(_ plan: MessagingPlan) {
        let each = rate / connections
        guard each > 50, plan.source == .websocket || (plan.source == .http && bulk == 1) else { return }
        Terminal.note("each person sends \(each) messages a second: KAURI_RATE_PER_SECOND must allow it")
    }
}

extension MessagingPlan.Source: ExpressibleByArgument {}
extension MessagePriority: ExpressibleByArgument {}
