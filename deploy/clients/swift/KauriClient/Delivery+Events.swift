import Contracts
import RabbitMQ

extension Delivery {
    /// The events that it carries; nil where it is none of the ledger's messages.
    package var cloudEvents: [CloudEvent]? {
        guard !isTruncated else { return nil }
        if properties.contentType == CloudEventBatch.contentType { return (try? CloudEventBatch.read(body)) ?? nil }
        func attribute(_ name: String) -> String? { properties.headers["ce-\(name)"]?.string }
        guard let id = attribute("id"), let source = attribute("source"), let type = attribute("type"),
            let time = attribute("time"), (try? JSONReader.read(body)) != nil
        else { return nil }
        return [
            CloudEvent(
                id: id, source: source, type: type, subject: attribute("subject"), time: time,
                traceparent: properties.headers["traceparent"]?.string, data: body)
        ]
    }
}
