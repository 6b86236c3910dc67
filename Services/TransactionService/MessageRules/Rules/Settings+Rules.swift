import Contracts

extension PersonSettings {
    /// Insists that people choose for themselves only; operators may for anybody.
    func checkOwn(_ actor: Actor?) throws(CommandError) {
        guard let acting = actor.boundPerson, acting != person else { return }
        throw .notYours("everybody chooses for themselves only")
    }

    /// The refusal of one entry too many.
    static func full(_ what: String, field: String) -> CommandError {
        CommandError(.settingsFull, "a person has at most \(mostEntries) \(what)", field: field)
    }
}

extension BlockAdd: MessageRule {
    func addNeeds(to needs: inout MessageNeeds) { needs.people.insert(person) }

    func decide(in book: MessageBook, _ actor: Actor?) throws(CommandError) -> MessageChange? {
        var settings = book.settings(of: person)
        try settings.checkOwn(actor)
        guard settings.blocked.insert(blocked).inserted else { return nil }
        guard settings.blocked.count <= PersonSettings.mostEntries else {
            throw PersonSettings.full("blocked people", field: "blocked")
        }
        return .person(settings)
    }
}

extension BlockRemove: MessageRule {
    func addNeeds(to needs: inout MessageNeeds) { needs.people.insert(person) }

    func decide(in book: MessageBook, _ actor: Actor?) throws(CommandError) -> MessageChange? {
        var settings = book.settings(of: person)
        try settings.checkOwn(actor)
        return settings.blocked.remove(blocked) == nil ? nil : .person(settings)
    }
}

extension TopicSubscribe: MessageRule {
    func addNeeds(to needs: inout MessageNeeds) { needs.people.insert(person) }

    func decide(in book: MessageBook, _ actor: Actor?) throws(CommandError) -> MessageChange? {
        var settings = book.settings(of: person)
        try settings.checkOwn(actor)
        guard settings.topics.insert(topic).inserted else { return nil }
        guard settings.topics.count <= PersonSettings.mostEntries else {
            throw PersonSettings.full("topics", field: "topic")
        }
        return .person(settings)
    }
}

extension TopicUnsubscribe: MessageRule {
    func addNeeds(to needs: inout MessageNeeds) { needs.people.insert(person) }

    func decide(in book: MessageBook, _ actor: Actor?) throws(CommandError) -> MessageChange? {
        var settings = book.settings(of: person)
        try settings.checkOwn(actor)
        return settings.topics.remove(topic) == nil ? nil : .person(settings)
    }
}

extension PreferenceSet: MessageRule {
    func addNeeds(to needs: inout MessageNeeds) { needs.people.insert(person) }

    func decide(in book: MessageBook, _ actor: Actor?) throws(CommandError) -> MessageChange? {
        let before = book.settings(of: person)
        try before.checkOwn(actor)
        var after = before
        if let muted { after.muted = Set(muted) }
        if let channels { after.channels = Set(channels) }
        if let quietHours { after.quietHours = quietHours }
        if removeQuietHours == true { after.quietHours = nil }
        if let language { after.language = language }
        return after == before ? nil : .person(after)
    }
}
