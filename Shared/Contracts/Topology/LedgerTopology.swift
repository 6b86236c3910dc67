/// The names of what the ledger declares at the broker.
public enum LedgerTopology {
    /// Where commands are published: a consistent-hash exchange over the routing key, which is the ordering key.
    public static let commands = "ledger.commands"
    /// Where events are published: a topic exchange whose routing key is the event's type.
    public static let events = "ledger.events"
    /// The stream that keeps all events for late subscribers.
    public static let eventLog = "ledger.events.log"
    /// Where the events of a commit are published together: a fanout exchange, for a batch has events of all types and nothing to route by.
    public static let eventBatches = "ledger.events.batches"
    /// The stream that keeps all batches of events.
    public static let eventBatchLog = "ledger.events.batches.log"
    /// The queue that takes queries; they are published to it through the default exchange.
    public static let queries = "ledger.queries"
    /// A fanout exchange before that queue, for publishers who may not use the default exchange, which reaches every queue.
    public static let queryExchange = "ledger.ask"
    /// Where messages go that nobody can answer.
    public static let deadLetters = "ledger.dead-letters"

    /// The queue of one partition, zero-padded so that name order is number order.
    ///
    /// - Parameter index: 0 to 99.
    public static func partition(_ index: Int) -> String {
        "\(commands).\(index < 10 ? "0" : "")\(index)"
    }

    /// How long a query may wait for an answer, in milliseconds, where its `expiration` does not say less.
    public static let longestQuery = 60_000

    /// How often a command may be delivered before the broker gives it up.
    public static let deliveryLimit = 1_000

    /// From this delivery count on a message may be what kills its consumers.
    public static let suspiciousDeliveryCount = 3

    /// Headers of a dead letter.
    public enum DeadLetterHeader {
        /// The error code.
        public static let reason = "x-kauri-reason"
        /// The sentence for people.
        public static let message = "x-kauri-message"
        /// The field to blame.
        public static let field = "x-kauri-field"
        /// The publisher's validated user: a foreign `user_id` cannot be republished.
        public static let userID = "x-kauri-user-id"
        /// The queue that it came from.
        public static let queue = "x-kauri-queue"
        /// The exchange that it was published to.
        public static let exchange = "x-kauri-exchange"
        /// Its routing key.
        public static let routingKey = "x-kauri-routing-key"
        /// Its forbidden reply address.
        public static let replyTo = "x-kauri-reply-to"
        /// How many bytes its publisher sent, where the body was cut at the largest size of a message, or a bank account was taken out of it.
        public static let bodySize = "x-kauri-body-size"
        /// How often it had been delivered before, where it had.
        public static let deliveries = "x-kauri-deliveries"
        /// When it was given up, RFC 3339.
        public static let time = "x-kauri-time"
        /// How often an operator has published it again; on commands too.
        public static let retries = "x-kauri-retries"
        /// Who had sent it first, where an operator has published it again in another name; on commands too.
        public static let retriedFor = "x-kauri-retried-for"
    }
}
