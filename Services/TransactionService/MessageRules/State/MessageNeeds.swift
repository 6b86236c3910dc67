import Contracts

/// What must be loaded, and locked, before a group of commands can be decided.
public struct MessageNeeds: Sendable {
    /// Conversations to lock.
    public internal(set) var conversations: Set<ConversationID> = []
    /// People whose settings are to be locked.
    public internal(set) var people: Set<PartyID> = []
    /// People whose conversations are to be counted.
    public internal(set) var joining: Set<PartyID> = []
    /// Keys whose earlier outcomes are to be read.
    public internal(set) var keys: Set<CommandKey> = []

    /// The needs of some commands.
    public init(_ envelopes: some Sequence<CommandEnvelope>) {
        for envelope in envelopes {
            keys.insert(envelope.key)
            (envelope.command as? any MessageRule)?.addNeeds(to: &self)
        }
    }
}
