/// The names of what messaging declares at the broker.
public enum MessagingTopology {
    /// Where applications publish messages to people: a direct exchange whose routing key is the priority, `high`, `normal` or `low`.
    public static let inbound = "messaging.inbound"
    /// Where messaging-service publishes accepted messages and amendments in batches; nobody else may.
    public static let persist = "messaging.persist"
    /// A fanout exchange on which each committed batch is announced to every instance of messaging-service, with positions.
    public static let committed = "messaging.committed"
    /// A fanout exchange on which instances of messaging-service tell each other who is connected and who is writing; lost, nobody misses it.
    public static let gossip = "messaging.gossip"
    /// Where commands about conversations, blocks, topics and preferences are published.
    public static let commands = "messaging.commands"
    /// The queue that takes queries about messages; published to through ``ask``.
    public static let queries = "messaging.queries"
    /// A fanout exchange before that queue, for publishers who may not use the default exchange, which reaches every queue.
    public static let ask = "messaging.ask"
    /// What no client of a person has acknowledged in time, offered once for push, e-mail and SMS senders: a topic exchange.
    public static let offline = "messaging.offline"
    /// Where messages go that nobody can answer.
    public static let deadLetters = "messaging.dead-letters"

    /// The inbound queue of a priority.
    public static func inboundQueue(_ priority: MessagePriority) -> String { "\(inbound).\(priority.rawValue)" }

    /// The queue in which one instance of messaging-service hears of commits; it goes away with the instance.
    public static func instance(_ name: String) -> String { "messaging.node.\(name)" }
}
