import Contracts

/// Requests that wait until the directory is told what it lacks; bounded, in the order of their coming.
struct Parking: Sendable {
    struct Request: Sendable {
        let ticket: Ticket
        let sender: Sender
        let request: RoutedRequest
        let session: SessionID?
        let since: Timestamp
        var missing: Missing
    }

    private let capacity: Int
    private var requests: [Request] = []

    init(capacity: Int) { self.capacity = capacity }

    var count: Int { requests.count }
    var isFull: Bool { requests.count >= capacity }

    mutating func park(_ request: Request) { requests.append(request) }

    /// Takes out those that wait for something of a list, first come first.
    mutating func takeWaiting(for known: Missing) -> [Request] {
        take { request in
            !request.missing.people.isDisjoint(with: known.people)
                || !request.missing.conversations.isDisjoint(with: known.conversations)
        }
    }

    /// Takes out those that came before a moment.
    mutating func takeParked(before moment: Timestamp) -> [Request] {
        guard let first = requests.first, first.since < moment else { return [] }
        return take { $0.since < moment }
    }

    private mutating func take(_ isTaken: (Request) -> Bool) -> [Request] {
        guard !requests.isEmpty else { return [] }
        var taken: [Request] = []
        requests.removeAll { request in
            guard isTaken(request) else { return false }
            taken.append(request)
            return true
        }
        return taken
    }
}

/// What a sender wants: a message or a change of one.
enum RoutedRequest: Sendable {
    case send(SendRequest)
    case amend(AmendRequest)
}

/// Which questions about conversations and people are under way, so that each is asked once.
struct Asking: Sendable {
    /// The most names of one question.
    static let longest = 500

    private var wanted = Missing()
    private var conversations: [ConversationID: Timestamp] = [:]
    private var people: [PartyID: Timestamp] = [:]

    mutating func want(_ missing: Missing) { wanted.formUnion(missing) }

    /// What is to be asked now.
    mutating func questions(at now: Timestamp, timeout: Int64) -> [Missing] {
        guard !wanted.isEmpty else { return [] }
        func isDue(_ since: Timestamp?) -> Bool { since.map { now >= $0.adding(microseconds: timeout) } ?? true }
        var ids = wanted.conversations.filter { isDue(conversations[$0]) }.sorted()[...]
        var names = wanted.people.filter { isDue(people[$0]) }.sorted()[...]
        for id in ids { conversations[id] = now }
        for name in names { people[name] = now }
        wanted = Missing()
        var questions: [Missing] = []
        while !ids.isEmpty || !names.isEmpty {
            questions.append(
                Missing(conversations: Set(ids.prefix(Self.longest)), people: Set(names.prefix(Self.longest))))
            ids = ids.dropFirst(Self.longest)
            names = names.dropFirst(Self.longest)
        }
        return questions
    }

    /// These were answered, or will not be.
    mutating func ended(_ missing: Missing) {
        for id in missing.conversations { conversations[id] = nil }
        for name in missing.people { people[name] = nil }
    }
}
