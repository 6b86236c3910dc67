import TestWorld

/// Holds what publishers, the subscriber and the database each know against one another.
struct Reconciliation {
    let commands: [String: SentCommand]
    let outcomes: [String: [StoredOutcome]]
    /// How often the subscriber got each event id.
    let events: [String: Int]
    /// What each wallet has, by its owner.
    let balances: [String: Int64]

    /// Everything that does not hold; empty when nothing was lost, doubled or invented.
    var problems: [String] {
        [eachConfirmedHasOneOutcome, repliesTellTheOutcome, eachCommitHasOneEvent, walletsAgree, noOutcomeIsInvented]
            .filter { $0.count > 0 }.map(\.description)
    }

    /// Those of some commands that were decided long before or after every outage of the broker, by their ids.
    ///
    /// - Parameter distance: how long an announcement may wait for a broker that is coming back.
    func decided(
        _ commands: [SentCommand], outside outages: [ClosedRange<Int64>], by distance: Duration
    ) -> [String] {
        let margin = distance.components.seconds * 1_000_000
        return commands.map(\.id).filter { id in
            guard let moment = outcomes[id]?.first?.decidedAt else { return true }
            return !outages.contains { $0.lowerBound - margin <= moment && moment <= $0.upperBound + margin }
        }
    }

    /// How many commands were decided before one that was published earlier on the same ordering key.
    ///
    /// Told and not judged: RabbitMQ recovers the bindings of a consistent-hash exchange side by side, so a node that restarts
    /// may build the ring in another order and move a key to another partition while the old one still has some of its
    /// commands; and a message that was delivered again and again is taken alone.
    var overtakings: Int {
        var last: [String: (Int64, Int64)] = [:]
        var count = 0
        for command in commands.values.sorted(by: { $0.turn < $1.turn }) where command.isInOrder {
            guard let outcome = outcomes[command.id]?.first else { continue }
            let moment = (outcome.decidedAt, outcome.number)
            let latest = last[command.request.key] ?? (0, 0)
            if moment < latest { count += 1 } else { last[command.request.key] = moment }
        }
        return count
    }

    private var eachConfirmedHasOneOutcome: Problems {
        var problems = Problems("what the broker confirmed has exactly one outcome")
        for command in commands.values {
            let count = outcomes[command.id]?.count ?? 0
            if count > 1 || count == 0 && command.isConfirmed { problems.add("\(command.id) has \(count)") }
        }
        return problems
    }

    private var repliesTellTheOutcome: Problems {
        var problems = Problems("what the broker confirmed was answered, always with the stored outcome")
        for command in commands.values {
            guard let answer = command.answer else {
                if command.isConfirmed { problems.add("\(command.id) has no reply") }
                continue
            }
            guard let outcome = outcomes[command.id]?.first else {
                problems.add("\(command.id) was answered \(answer) and has no outcome")
                continue
            }
            let isSame =
                answer.status == (outcome.isCommitted ? "committed" : "refused") && answer.error == outcome.error
                && answer.event == outcome.event
            if !isSame { problems.add("\(command.id) was answered \(answer), stored is \(outcome)") }
            if let other = command.contradiction {
                problems.add("\(command.id) was answered \(answer), then \(other)")
            }
        }
        return problems
    }

    private var eachCommitHasOneEvent: Problems {
        var problems = Problems("each commit has one event id, and each event id a commit")
        var expected: Set<String> = []
        for (id, stored) in outcomes {
            guard let event = stored.first?.event else { continue }
            expected.insert(event)
            if events[event] == nil { problems.add("\(event) of \(id) was never published") }
        }
        for event in events.keys where !expected.contains(event) { problems.add("\(event) belongs to nothing") }
        return problems
    }

    private var walletsAgree: Problems {
        var problems = Problems("each wallet has what the publishers' books say")
        var expected = Array(repeating: Wallets.opening, count: Wallets.count)
        for command in commands.values where outcomes[command.id]?.first?.isCommitted == true {
            for change in command.deed.changes { expected[change.wallet] += change.cents }
        }
        for (wallet, cents) in expected.enumerated() where balances["guest-\(wallet)"] != cents {
            problems.add("guest-\(wallet) should have \(cents), has \(balances["guest-\(wallet)", default: 0])")
        }
        return problems
    }

    private var noOutcomeIsInvented: Problems {
        var problems = Problems("each outcome belongs to a command that somebody sent")
        for id in outcomes.keys where commands[id] == nil && !id.hasPrefix("party ") && !id.hasPrefix("opening ") {
            problems.add(id)
        }
        return problems
    }
}
