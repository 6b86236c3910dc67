import Contracts

/// What instances tell each other beside the log; lost, it is missed by nobody.
public enum Gossip: Hashable, Sendable {
    /// Somebody has connected here, or the last of their clients has left. Told to those in their direct conversations.
    case presence(PartyID, isOnline: Bool, conversations: [ConversationID])
    /// Somebody writes.
    case typing(PartyID, ConversationID)
}
