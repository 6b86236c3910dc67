import MessagingClient
import RabbitMQ

/// Where a loop's messages go in.
enum LoadDoor: Sendable {
    /// Over the senders' own sockets.
    case sockets
    /// Over a few connections, with the senders' tokens, or a service's for bulk.
    case http([HTTPConnection], service: String)
    /// Through the broker, in the name of its user.
    case broker(BrokerPublisher, user: String)
}
