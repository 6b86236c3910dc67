import Contracts
import TestWorld

/// Holds what senders, recipients, the database and the dead letters each know against one another.
struct MessageReconciliation {
    /// What one person has got.
    struct Arrivals: Sendable {
        let bodies: [String: String]
        let identifiers: [String: Set<String>]
        let skipped: Int
    }

    let messages: [String: SentMessage]
    let stored: [String: StoredMessage]
    let arrivals: [String: Arrivals]
    let letters: [Event]

    /// Everything that does not hold; empty when nothing was lost, doubled or invented.
    var problems: [String] {
        [eachAcceptedIsStoredOnce, eachAcceptedArrives, nothingIsInvented, nothingArrivesTwice, refusalsNameTheRule]
            .filter { $0.count > 0 }.map(\.description)
    }

    private var eachAcceptedIsStoredOnce: Problems {
        var problems = Problems("what was accepted is stored exactly once, as it was said")
        for message in messages.values where !message.isWrong {
            let found = stored[message.id]
            if found == nil, message.verdict == .accepted { problems.add("\(message.id) is not stored") }
            guard let found else { continue }
            if found.count != 1 || found.body != message.body || found.sender != message.sender {
                problems.add("\(message) is stored as \(found)")
            }
        }
        return problems
    }

    private var eachAcceptedArrives: Problems {
        var problems = Problems("what was accepted or stored reaches its recipient")
        for message in messages.values where message.verdict == .accepted || stored[message.id] != nil {
            guard !message.isWrong, arrivals[message.recipient]?.bodies[message.id] != message.body else { continue }
            problems.add("\(message.id) to \(message.recipient)")
        }
        for (person, arrivals) in arrivals where arrivals.skipped > 0 {
            problems.add("\(person) was left out of something")
        }
        return problems
    }

    private var nothingIsInvented: Problems {
        var problems = Problems("what is stored or arrives was sent, to whom it arrives at")
        for id in stored.keys where messages[id]?.isWrong != false { problems.add("\(id) is stored") }
        for (person, arrivals) in arrivals {
            for id in arrivals.bodies.keys where messages[id]?.recipient != person {
                problems.add("\(id) at \(person)")
            }
        }
        return problems
    }

    private var nothingArrivesTwice: Problems {
        var problems = Problems("a message has one id, however often it is sent and told")
        for (person, arrivals) in arrivals {
            for (id, all) in arrivals.identifiers where all.count > 1 { problems.add("\(id) at \(person): \(all)") }
        }
        return problems
    }

    /// Only what breaks a rule on purpose is refused: by an answer, or by a dead letter where the broker had accepted it.
    private var refusalsNameTheRule: Problems {
        var problems = Problems("a refusal names the rule, and only what breaks one is refused")
        var reasons: [String: Set<String>] = [:]
        for letter in letters {
            let reason = letter.properties.headers[LedgerTopology.DeadLetterHeader.reason]?.string ?? "none"
            reasons[letter.properties.messageID ?? "none", default: []].insert(reason)
        }
        for (id, all) in reasons where messages[id]?.isWrong != true || all != [Self.rule] {
            problems.add("\(id) is a dead letter because of \(all)")
        }
        for message in messages.values {
            switch message.verdict {
            case .refused(let code) where !message.isWrong || code != Self.rule:
                problems.add("\(message.id) was refused because of \(code)")
            case .accepted where message.isWrong && reasons[message.id] == nil:
                problems.add("\(message.id) was accepted, and then refused without a word")
            default: break
            }
        }
        return problems
    }

    /// The rule that a message without a body breaks.
    private static let rule = ErrorCode.invalidField.rawValue
}
