import MessageRouting
import ServiceKit

/// The settings of messaging-service.
public enum MessagingKeys {
    /// The broker.
    static let broker = ConfigurationKey.secretURL(
        "amqp.url", schemes: ["amqp", "amqps"], "RabbitMQ, such as `amqp://user:password@host:5672/`")
    /// The certificate authorities for `amqps`.
    static let brokerAuthorities = ConfigurationKey.string(
        "amqp.ca_file", "PEM file of the authorities that may have signed the broker's certificate; needed for `amqps`"
    ).optional
    /// The address that people connect to.
    static let host = ConfigurationKey.string(
        "kauri.messaging.host", default: "127.0.0.1", limit: 255, "Address of WebSocket and HTTP for people")
    /// The port that people connect to.
    static let port = ConfigurationKey.int(
        "kauri.messaging.port", in: 0...65_535, default: 8_090,
        "Port of WebSocket and HTTP for people; 0 takes any free port")
    /// The name of this instance.
    static let instance = ConfigurationKey.string(
        "kauri.instance", limit: 40, "Name of this instance, unlike any other; a random one where nothing is set"
    ).optional
    /// How many connections are served.
    static let connections = ConfigurationKey.int(
        "kauri.messaging.connections", in: 1...1_000_000, default: 20_000,
        "Connections of people that are served at once")
    /// How large a WebSocket message may be.
    static let socketMessage = ConfigurationKey.byteSize(
        "kauri.socket.message_size", in: .kibibytes(1)...(.mebibytes(4)), default: .kibibytes(256),
        "Bytes of a WebSocket message of a client; larger ones end the connection with 1009")
    /// How often a silent client is looked after.
    static let heartbeat = ConfigurationKey.duration(
        "kauri.socket.heartbeat", in: .milliseconds(100)...(.seconds(600)), default: .seconds(20),
        "After this long without a sign of life a client is pinged, and after as long again given up")
    /// How long a client may take to greet.
    static let helloTimeout = ConfigurationKey.duration(
        "kauri.socket.hello_timeout", in: .milliseconds(50)...(.seconds(60)), default: .seconds(5),
        "Time in which a client must say `hello`; then the connection ends with 4408")
    /// How long a client may take nothing.
    static let slowAfter = ConfigurationKey.duration(
        "kauri.socket.slow_after", in: .milliseconds(100)...(.seconds(600)), default: .seconds(30),
        "Time for which a client may take nothing; then the connection ends with 4409")
    /// How many messages an inbound queue may hold.
    static let inboundLength = ConfigurationKey.int(
        "kauri.inbound.length", in: 100...100_000_000, default: 1_000_000,
        "Messages that each queue of `messaging.inbound` may hold; publishers are refused beyond it")
    /// What happens when a mailbox is full.
    static let overflow = ConfigurationKey<OverflowPolicy>.choice(
        "kauri.mailbox.overflow", default: .dropOldest,
        "What happens when a slow client's mailbox is full; what is left out shows as a gap and stays in the history")
    /// How many frames a mailbox holds of each priority.
    static let mailboxFrames = ConfigurationKey.int(
        "kauri.mailbox.frames", in: 1...100_000, default: 256, "Frames of each priority that wait for one slow client")
    /// How many bytes a mailbox holds of each priority.
    static let mailboxBytes = ConfigurationKey.byteSize(
        "kauri.mailbox.size", in: .kibibytes(1)...(.mebibytes(64)), default: .kibibytes(256),
        "Bytes of each priority that wait for one slow client")
    /// How many bytes all mailboxes hold.
    static let mailboxBudget = ConfigurationKey.byteSize(
        "kauri.mailbox.budget", in: .mebibytes(1)...(.mebibytes(65_536)), default: .mebibytes(128),
        "Bytes that wait for all slow clients together")
    /// How much a person may send at once.
    static let rateBurst = ConfigurationKey.int(
        "kauri.rate.burst", in: 1...1_000_000, default: 200, "Messages that a person may send at once")
    /// How much a person may send each second.
    static let ratePerSecond = ConfigurationKey.int(
        "kauri.rate.per_second", in: 1...1_000_000, default: 50,
        "Messages that a person may send each second after that")
    /// Over how many seconds clients are sent away when the service stops.
    static let drainSeconds = ConfigurationKey.int(
        "kauri.drain_seconds", in: 0...600, default: 5,
        "Seconds over which clients are sent away when the service stops; less than `KAURI_SHUTDOWN_TIMEOUT`")
    /// How long a question to the store may take.
    static let queryTimeout = ConfigurationKey.duration(
        "kauri.query.timeout", in: .milliseconds(100)...(.seconds(60)), default: .seconds(5),
        "How long transaction-service may take for an answer")

    /// Whether people are told of what happens in the ledger.
    static let notices = ConfigurationKey.bool(
        "kauri.notices", default: true, "Whether events of the ledger become notifications")
    /// What bodies are sealed with.
    static let keys = ConfigurationKey.secret(
        "kauri.message.keys",
        "Keys for message bodies, `id:key` (32 bytes in base64) with commas between; the first one seals, all open"
    ).optional

    /// All of them.
    public static let section = ConfigurationSection(
        "messaging-service", broker, brokerAuthorities, host, port, instance, connections, socketMessage, heartbeat,
        helloTimeout, slowAfter, inboundLength, overflow, mailboxFrames, mailboxBytes, mailboxBudget, rateBurst,
        ratePerSecond, drainSeconds, queryTimeout, notices, keys)
}
