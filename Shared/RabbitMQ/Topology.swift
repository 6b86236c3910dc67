/// Exchanges, queues and bindings that must exist; declared again on every new connection.
///
/// Declaring what exists already, with the same arguments, does nothing. With other arguments it fails with
/// ``BrokerError/Code/topologyMismatch``.
public struct Topology: Sendable, Hashable {
    /// An argument, such as `x-queue-type`.
    public typealias Argument = HeaderValue

    /// An exchange.
    public struct Exchange: Sendable, Hashable {
        /// Its name.
        public var name: String
        /// `direct`, `topic`, `fanout`, `headers`, or a plug-in's, such as `x-consistent-hash`.
        public var type: String
        /// Whether it survives a restart of the broker.
        public var isDurable: Bool
        /// Whether only other exchanges may publish to it.
        public var isInternal: Bool
        /// Extensions.
        public var arguments: MessageHeaders

        /// An exchange; durable unless said otherwise.
        public init(
            _ name: String, type: String, isDurable: Bool = true, isInternal: Bool = false,
            arguments: MessageHeaders = [:]
        ) {
            self.name = name
            self.type = type
            self.isDurable = isDurable
            self.isInternal = isInternal
            self.arguments = arguments
        }
    }

    /// A queue.
    public struct Queue: Sendable, Hashable {
        /// Its name.
        public var name: String
        /// Whether it survives a restart of the broker.
        public var isDurable: Bool
        /// Whether only the connection that declares it may use it; it goes away with that connection.
        public var isExclusive: Bool
        /// Whether it goes away with its last consumer.
        public var isAutoDelete: Bool
        /// Whether it is only checked for existence, and never created.
        public var isPassive: Bool
        /// Such as `x-queue-type`, `x-max-length`, `x-single-active-consumer`.
        public var arguments: MessageHeaders

        /// A queue; durable and shared unless said otherwise.
        public init(
            _ name: String, isDurable: Bool = true, isExclusive: Bool = false, isAutoDelete: Bool = false,
            isPassive: Bool = false, arguments: MessageHeaders = [:]
        ) {
            self.name = name
            self.isDurable = isDurable
            self.isExclusive = isExclusive
            self.isAutoDelete = isAutoDelete
            self.isPassive = isPassive
            self.arguments = arguments
        }
    }

    /// A way from an exchange to a queue or another exchange.
    public struct Binding: Sendable, Hashable {
        /// Where a binding leads.
        public enum Destination: Sendable, Hashable {
            /// To a queue.
            case queue(String)
            /// To another exchange.
            case exchange(String)
        }

        /// The exchange that it starts at.
        public var exchange: String
        /// Where it leads.
        public var destination: Destination
        /// What must match; the weight for a consistent-hash exchange.
        public var routingKey: String
        /// Extensions.
        public var arguments: MessageHeaders

        /// A binding.
        public init(exchange: String, to destination: Destination, routingKey: String, arguments: MessageHeaders = [:])
        {
            self.exchange = exchange
            self.destination = destination
            self.routingKey = routingKey
            self.arguments = arguments
        }
    }

    /// Declared first.
    public var exchanges: [Exchange]
    /// Declared second.
    public var queues: [Queue]
    /// Declared last, in this order: a consistent-hash ring depends on it.
    public var bindings: [Binding]

    /// A topology; empty unless said otherwise.
    public init(exchanges: [Exchange] = [], queues: [Queue] = [], bindings: [Binding] = []) {
        self.exchanges = exchanges
        self.queues = queues
        self.bindings = bindings
    }
}
