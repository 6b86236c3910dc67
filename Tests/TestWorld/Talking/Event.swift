import Contracts
import RabbitMQ

/// An event as a subscriber gets it.
public struct Event: Sendable {
    /// Its routing key, such as `wallet.transferred`.
    public let routingKey: String
    /// Its AMQP properties and headers.
    public let properties: MessageProperties
    /// Its bytes: the outcome's document.
    public let body: [UInt8]

    init(_ delivery: Delivery) {
        routingKey = delivery.routingKey
        properties = delivery.properties
        body = delivery.body
    }

    /// A CloudEvents attribute from its headers.
    public func attribute(_ name: String) -> String? { properties.headers["ce-\(name)"]?.string }

    /// The event's id.
    public var id: String? { attribute("id") }

    /// What it tells.
    ///
    /// - Throws: ``WorldError`` when the body is no JSON object.
    public func outcome() throws -> OutcomeView { OutcomeView(document: try Document(body)) }
}
