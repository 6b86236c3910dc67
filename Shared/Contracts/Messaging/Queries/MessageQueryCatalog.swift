/// Every type of query about messages by its name; they are asked through ``MessagingTopology/ask``.
public enum MessageQueryCatalog {
    /// All types, in the order in which the contract tells them.
    public static let all: [any Query.Type] = [
        LogRead.self,
        StreamRead.self,
        PersonGet.self,
        DeviceGet.self,
        ConversationGet.self,
        ConversationList.self,
        HistoryRead.self,
        MessageGet.self,
        MessageSearch.self,
        UnreadGet.self,
        UndeliveredGet.self,
    ]

    /// The type with this name; nil for a name that is none.
    public static func type(named name: String) -> (any Query.Type)? { byName[name] }

    private static let byName: [String: any Query.Type] = Dictionary(uniqueKeysWithValues: all.map { ($0.type, $0) })
}
