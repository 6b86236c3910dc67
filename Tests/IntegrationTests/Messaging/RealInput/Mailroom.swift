import Contracts
import MessagingClient

/// What all clients have received: each message once, as the protocol asks of them.
actor Mailroom {
    /// A message as it arrived.
    struct Arrival: Sendable {
        let id: MessageID
        let senderID: String
        let sender: PartyID
        let body: [UInt8]
    }

    private var arrivals: [PartyID: [MessageStream: [Arrival]]] = [:]
    private var seen: [PartyID: Set<MessageID>] = [:]
    /// How many distinct messages have come to anybody.
    private(set) var count = 0
    /// Records that the service has left out.
    private(set) var leftOut = 0

    /// Reads a session to its end.
    nonisolated func read(_ session: MessagingSession, of person: PartyID) async {
        while let frame = await session.next() {
            switch frame {
            case .message(let message, _): await take(message, of: person)
            case .gap(let count, _, _): await leaveOut(count)
            default: break
            }
        }
    }

    /// What has come to a person in a conversation, in that order.
    func arrivals(of person: PartyID, in conversation: ConversationID) -> [Arrival] {
        arrivals[person]?[.conversation(conversation)] ?? []
    }

    private func take(_ message: Message, of person: PartyID) {
        guard seen[person, default: []].insert(message.id).inserted else { return }
        count += 1
        arrivals[person, default: [:]][message.stream, default: []].append(
            Arrival(
                id: message.id, senderID: message.senderID, sender: message.sender, body: Array(message.body.utf8)))
    }

    private func leaveOut(_ count: Int) { leftOut += count }
}
