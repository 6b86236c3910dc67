extension CommandCatalog {
    /// What is asked about conversations, and about what people have chosen.
    public static let messaging = CommandCatalog([
        ConversationCreate.self,
        ConversationUpdate.self,
        ConversationAddMembers.self,
        ConversationRemoveMembers.self,
        ConversationSetRole.self,
        BlockAdd.self,
        BlockRemove.self,
        TopicSubscribe.self,
        TopicUnsubscribe.self,
        PreferenceSet.self,
    ])
}
