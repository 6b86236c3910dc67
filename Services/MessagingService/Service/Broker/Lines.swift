import Contracts
import Logging
import RabbitMQ

/// The connections to the broker, each for one purpose, so that none makes another wait.
struct Lines: Sendable {
    /// Questions to the store, and commands.
    let queries: QueryCaller
    /// Batches of what is to be stored.
    let persistence: BrokerPublisher
    /// Replies, dead letters, and parts of long lists.
    let answers: BrokerPublisher
    /// What other instances are told.
    let gossip: BrokerPublisher
    /// How full the queues are.
    let administration: BrokerAdministration
    /// The doors at the broker.
    let inbound: Topology
    private let broker: BrokerConfiguration
    private let instance: String

    init(_ settings: MessagingSettings, _ logger: Logger) {
        let (broker, instance) = (settings.broker, settings.instance)
        func named(_ purpose: String) -> BrokerConfiguration { Self.named(broker, instance, purpose) }
        var asking = named("queries")
        asking.maximumBodyBytes = QueryCaller.longestAnswer
        queries = QueryCaller(
            caller: BrokerCaller(configuration: asking, logger: logger), user: broker.user, instance: instance,
            timeout: settings.queryTimeout, keys: settings.keys)
        inbound = .inbound(queueLength: settings.inboundLength)
        persistence = BrokerPublisher(configuration: named("persistence"), logger: logger)
        answers = BrokerPublisher(configuration: named("answers"), topology: inbound, logger: logger)
        gossip = BrokerPublisher(
            configuration: named("gossip"),
            topology: Topology(exchanges: [Topology.Exchange(MessagingTopology.gossip, type: "fanout")]),
            logger: logger)
        administration = BrokerAdministration(configuration: named("statistics"))
        self.broker = broker
        self.instance = instance
    }

    /// The settings of one more connection.
    func named(_ purpose: String) -> BrokerConfiguration { Self.named(broker, instance, purpose) }

    /// Ends them; what was handed over is confirmed first.
    func close() async {
        await persistence.close()
        await answers.close(within: .seconds(1))
        await gossip.close(within: .zero)
        await queries.close()
        await administration.close()
    }

    private static func named(_ broker: BrokerConfiguration, _ instance: String, _ purpose: String)
        -> BrokerConfiguration
    {
        broker.named("messaging-service \(instance) \(purpose)")
    }
}
