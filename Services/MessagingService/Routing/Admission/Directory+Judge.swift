import Contracts

extension Directory {
    /// Whether something may be sent somewhere.
    public enum Judgement: Hashable, Sendable {
        /// It may; into this stream, and for a direct conversation these are the two.
        case allowed(MessageStream, pair: [PartyID])
        /// It may not.
        case refused(CommandError)
        /// That cannot be said before this is known.
        case unknown(Missing)
    }

    /// Judges what a person sends to one destination; lists are judged person by person.
    ///
    /// - Parameters:
    ///   - person: in whose name it is sent.
    ///   - isTrusted: whether an admin or a service sends it.
    public mutating func judge(
        _ destination: SendRequest.Destination, _ kind: Message.Kind, by person: PartyID, isTrusted: Bool,
        digest: Digest
    ) -> Judgement {
        switch destination {
        case .conversation(let id): return judge(id, by: person, isTrusted: isTrusted)
        case .person(let other) where kind == .chat:
            guard other != person else {
                return .refused(CommandError(.invalidField, "to.person must be somebody else", field: "to.person"))
            }
            let pair = [person, other].sorted()
            return judge(.conversation(ConversationID(person, other, digest: digest)), pair, by: person, to: other)
        case .person(let other): return isTrusted ? .allowed(.inbox(other), pair: []) : .refused(.onlyForTrusted)
        case .topic(let topic): return isTrusted ? .allowed(.topic(topic), pair: []) : .refused(.onlyForTrusted)
        case .everyone, .people: return isTrusted ? .allowed(.everyone, pair: []) : .refused(.onlyForTrusted)
        }
    }

    private mutating func judge(_ id: ConversationID, by person: PartyID, isTrusted: Bool) -> Judgement {
        if !id.isDirect, let role = connected[person]?.state.conversations[id] { return Self.judge(id, role) }
        guard let known = conversations.use(id) else { return .unknown(Missing(conversations: [id])) }
        guard let conversation = known.conversation else {
            return .refused(
                CommandError(.conversationNotFound, "there is no conversation of this name", field: "to.conversation"))
        }
        guard let role = conversation.members[person] else {
            if isTrusted, !id.isDirect { return .allowed(.conversation(id), pair: []) }
            return .refused(
                CommandError(.notAMember, "the sender takes no part in this conversation", field: "to.conversation"))
        }
        if id.isDirect, conversation.version == 0, conversation.members.count == 2,
            let other = conversation.members.keys.first(where: { $0 != person })
        {
            return judge(.conversation(id), conversation.members.keys.sorted(), by: person, to: other)
        }
        return Self.judge(id, role)
    }

    private static func judge(_ id: ConversationID, _ role: Conversation.MemberRole) -> Judgement {
        guard role != .reader else {
            return .refused(
                CommandError(.forbidden, "a reader does not write in this conversation", field: "to.conversation"))
        }
        return .allowed(.conversation(id), pair: [])
    }

    /// A block counts between two; in a group everybody hears everybody.
    private mutating func judge(
        _ stream: MessageStream, _ pair: [PartyID], by person: PartyID, to other: PartyID
    ) -> Judgement {
        guard let settings = connected[other]?.state.settings ?? strangers.use(other) else {
            return .unknown(Missing(people: [other]))
        }
        guard !settings.blocked.contains(person) else {
            return .refused(
                CommandError(.senderBlocked, "this person does not take messages from the sender", field: "to"))
        }
        return .allowed(stream, pair: pair)
    }
}

extension CommandError {
    static let onlyForTrusted = CommandError(
        .forbidden, "only services and admins send notifications, and to topics, lists and everyone", field: "to")
}
