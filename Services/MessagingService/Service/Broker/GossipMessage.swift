import Contracts
import MessageRouting
import RabbitMQ
import Synchronization

/// What instances tell each other about presence and typing: transient, and left out wherever it would be in the way.
struct GossipMessage: Sendable {
    /// The AMQP `type` of the message.
    static let type = "gossip"
    /// The most news of one message; what is beyond is left out.
    private static let most = 1_000

    let instance: String
    let news: [Gossip]

    init(instance: String, news: [Gossip]) {
        self.instance = instance
        self.news = Array(news.prefix(Self.most))
    }

    /// Reads a message; nil where it is none that this instance understands.
    init?(body: [UInt8]) {
        guard let value = try? JSONReader.read(body), case .object(let object) = value,
            let instance = object["instance"]?.asString
        else { return nil }
        self.instance = instance
        news = (object["news"]?.asArray ?? []).compactMap { $0.asObject.flatMap { Gossip($0) } }
    }

    /// The message's body.
    var body: [UInt8] {
        var json = JSONWriter(capacity: 128 * (news.count + 1))
        json.beginObject()
        json.member("instance", instance)
        json.key("news")
        json.beginArray()
        for item in news { item.write(to: &json) }
        json.endArray()
        json.endObject()
        return json.bytes
    }
}

extension Gossip {
    init?(_ object: JSONObject) {
        guard let person = object["person"]?.asString.flatMap({ PartyID(text: $0) }) else { return nil }
        if let isOnline = object["online"]?.asBool {
            let names = object["conversations"]?.asArray ?? []
            self = .presence(
                person, isOnline: isOnline,
                conversations: names.compactMap { $0.asString.flatMap { ConversationID(text: $0) } })
        } else {
            guard let id = object["typing"]?.asString.flatMap({ ConversationID(text: $0) }) else { return nil }
            self = .typing(person, id)
        }
    }

    func write(to json: inout JSONWriter) {
        json.beginObject()
        switch self {
        case .presence(let person, let isOnline, let conversations):
            json.member("person", person.text)
            json.key("online")
            json.bool(isOnline)
            json.key("conversations")
            json.beginArray()
            for id in conversations { json.string(id.text) }
            json.endArray()
        case .typing(let person, let conversation):
            json.member("person", person.text)
            json.member("typing", conversation.text)
        }
        json.endObject()
    }
}

/// Tells the other instances, one message at a time: what comes while one is on its way is left out.
final class GossipPublisher: Sendable {
    private let publisher: BrokerPublisher
    private let instance: String
    private let isBusy = Atomic(false)

    init(publisher: BrokerPublisher, instance: String) {
        self.publisher = publisher
        self.instance = instance
    }

    func tell(_ news: [Gossip]) {
        guard !isBusy.exchange(true, ordering: .acquiring) else { return }
        Task {
            var properties = MessageProperties(contentType: "application/json", type: GossipMessage.type)
            properties.isPersistent = false
            properties.expiration = "2000"
            let message = OutgoingMessage(
                exchange: MessagingTopology.gossip, routingKey: "", properties: properties,
                body: GossipMessage(instance: instance, news: news).body, isMandatory: false)
            _ = try? await publisher.publish([message])
            isBusy.store(false, ordering: .releasing)
        }
    }
}
