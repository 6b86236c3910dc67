import Contracts

extension Directory {
    /// Takes an answer of `person.get`.
    ///
    /// - Returns: those of whom the answer is older than the changes that are remembered: they have to be asked for again.
    public mutating func learn(_ people: [PersonState], asOf head: Position) -> Set<PartyID> {
        guard let changes = recent.after(head) else { return Set(people.map(\.settings.person)) }
        for state in people {
            let id = state.settings.person
            guard awaited.contains(id) else {
                if let person = connected[id], person.asOf >= head { continue }
                var settings = state.settings
                for case .person(let newer) in changes.map(\.content) where newer.person == id { settings = newer }
                if connected[id] != nil { replaceSettings(settings) } else { strangers.insert(settings, for: id) }
                continue
            }
            awaited.remove(id)
            strangers.remove(id)
            connected[id] = Person(state: state, asOf: head)
            for conversation in state.conversations.keys { audiences[conversation].insert(id) }
            for topic in state.settings.topics { subscribers[topic].insert(id) }
            for change in changes { apply(change, to: id) }
            for (conversation, meeting) in recent.meetings(of: id, after: head) {
                meet(meeting.pair, in: conversation, at: meeting.position)
            }
        }
        return []
    }

    /// Takes an answer of `conversation.get`: what was asked for, and which of it there is.
    ///
    /// - Returns: as of ``learn(_:asOf:)``.
    public mutating func learn(
        _ asked: Set<ConversationID>, found: [Conversation], asOf head: Position
    ) -> Set<ConversationID> {
        guard let changes = recent.after(head) else { return asked }
        var answers = Dictionary(asked.map { ($0, KnownConversation(conversation: nil, asOf: head)) }) { $1 }
        for conversation in found {
            answers[conversation.id] = KnownConversation(conversation: conversation, asOf: head)
        }
        for change in changes {
            guard case .conversation(let newer) = change.content, answers[newer.id] != nil else { continue }
            answers[newer.id] = KnownConversation(conversation: newer, asOf: change.position)
        }
        for (id, answer) in answers where conversations.peek(id).map({ $0.asOf < answer.asOf }) ?? true {
            conversations.insert(answer, for: id)
        }
        return []
    }

    /// Follows one record of the log.
    ///
    /// - Returns: who of those connected here receives it. A change of a conversation also reaches those whom it has removed.
    public mutating func follow(_ record: LogRecord) -> [PartyID] {
        switch record.content {
        case .message(let message):
            if case .conversation(let id) = message.stream, !message.pair.isEmpty {
                recent.append(message.pair, in: id, at: record.position)
                meet(message.pair, in: id, at: record.position)
            }
            return recipients(of: message.stream, pair: message.pair)
        case .amendment(.edit(let edit)): return recipients(of: edit.stream)
        case .amendment(.deletion(let deletion)): return recipients(of: deletion.stream)
        case .conversation(let conversation):
            recent.append(record)
            let before = audiences[conversation.id] ?? []
            let now = conversation.members.keys.filter { connected[$0] != nil }
            let affected = before.union(now)
            if !affected.isEmpty || conversations.peek(conversation.id) != nil {
                if (conversations.peek(conversation.id)?.asOf).map({ $0 < record.position }) ?? true {
                    conversations.insert(
                        KnownConversation(conversation: conversation, asOf: record.position), for: conversation.id)
                }
            }
            for person in affected { apply(record, to: person) }
            return Array(affected)
        case .person(let settings):
            recent.append(record)
            apply(record, to: settings.person)
            strangers.update(settings.person) { if $0.version < settings.version { $0 = settings } }
            return recipients(of: .inbox(settings.person))
        }
    }

    /// The first message of a pair makes them members of their conversation.
    private mutating func meet(_ pair: [PartyID], in id: ConversationID, at position: Position) {
        let audience = audiences[id] ?? []
        let isMet = conversations.peek(id) == nil && pair.allSatisfy { audience.contains($0) || !isConnected($0) }
        guard !isMet, !isChanged(id) else { return }
        for person in pair where connected[person]?.state.conversations[id] == nil {
            guard let known = connected[person], known.asOf < position else { continue }
            connected[person]?.state.conversations[id] = .member
            audiences[id].insert(person)
        }
        // "There is none" was true until now.
        if let known = conversations.peek(id), known.conversation == nil, known.asOf < position {
            let members = Dictionary(pair.map { ($0, Conversation.MemberRole.member) }) { $1 }
            conversations.insert(
                KnownConversation(conversation: Conversation(id: id, version: 0, members: members), asOf: position),
                for: id)
        }
    }

    private mutating func apply(_ record: LogRecord, to id: PartyID) {
        guard let person = connected[id], person.asOf < record.position else { return }
        switch record.content {
        case .conversation(let conversation):
            if let role = conversation.members[id] {
                connected[id]?.state.conversations[conversation.id] = role
                audiences[conversation.id].insert(id)
            } else {
                connected[id]?.state.conversations[conversation.id] = nil
                audiences[conversation.id].remove(id)
            }
        case .person(let settings) where settings.person == id: replaceSettings(settings)
        default: break
        }
    }

    private mutating func replaceSettings(_ settings: PersonSettings) {
        let id = settings.person
        guard let old = connected[id]?.state.settings, old.version <= settings.version else { return }
        for topic in old.topics.subtracting(settings.topics) { subscribers[topic].remove(id) }
        for topic in settings.topics.subtracting(old.topics) { subscribers[topic].insert(id) }
        connected[id]?.state.settings = settings
    }
}
