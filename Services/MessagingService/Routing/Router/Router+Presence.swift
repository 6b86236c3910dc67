import Contracts

extension Router {
    /// Somebody writes in a conversation; told to its other members while there is room for such things.
    public mutating func typing(_ person: PartyID, in conversation: ConversationID, at now: Timestamp) {
        guard directory.conversations(of: person)[conversation] != nil, !budget.isShedding,
            presence.types(person, in: conversation, at: now)
        else { return }
        shed(
            .typing(person, in: conversation), to: directory.recipients(of: .conversation(conversation)), except: person
        )
        gossip.append(.typing(person, conversation))
    }

    /// What another instance tells.
    public mutating func heard(_ news: [Gossip], from instance: String, at now: Timestamp) {
        for item in news {
            switch item {
            case .typing(let person, let conversation):
                guard presence.types(person, in: conversation, at: now) else { continue }
                shed(
                    .typing(person, in: conversation), to: directory.recipients(of: .conversation(conversation)),
                    except: person)
            case .presence(let person, let isOnline, let conversations):
                guard let change = presence.told(person, isOnline: isOnline, by: instance, at: now) else { continue }
                tellPresence(person, isOnline: change, conversations)
            }
        }
    }

    /// Whether somebody is connected to any instance.
    public func isOnline(_ person: PartyID, at now: Timestamp) -> Bool { presence.isOnline(person, at: now) }

    mutating func cameOrLeft(_ person: PartyID, isOnline: Bool, _ hasChanged: Bool) {
        guard hasChanged, directory.isConnected(person) else { return }
        announce(person, isOnline: isOnline)
    }

    /// Tells those with whom a person has a direct conversation, here and elsewhere.
    mutating func announce(_ person: PartyID, isOnline: Bool) {
        guard !budget.isShedding else { return }
        let all = directory.conversations(of: person).keys.lazy.filter(\.isDirect)
        let conversations = Array(all.prefix(settings.presenceReach))
        tellPresence(person, isOnline: isOnline, conversations)
        gossip.append(.presence(person, isOnline: isOnline, conversations: conversations))
    }

    private mutating func tellPresence(_ person: PartyID, isOnline: Bool, _ conversations: [ConversationID]) {
        var told: Set<PartyID> = []
        for id in conversations { told.formUnion(directory.recipients(of: .conversation(id))) }
        shed(.presence(person, isOnline: isOnline), to: Array(told), except: person)
    }
}
