import TestWorld

/// The publishers' own books: what was sent, what the broker confirmed, what was answered.
actor CommandLog {
    private(set) var commands: [String: SentCommand] = [:]
    /// Messages published, repetitions too.
    private(set) var published = 0
    /// Copies that were sent on purpose.
    private(set) var duplicates = 0
    /// Messages published again because the broker had not confirmed them.
    private(set) var republished = 0
    /// Messages whose publisher gave up before they were confirmed.
    private(set) var abandoned = 0
    /// Replies to messages that nobody has sent.
    private(set) var strangers = 0
    private(set) var confirmed = 0
    private(set) var answered = 0
    private var openHolds: [Int: [OpenHold]] = [:]
    private var nextTurn = 0

    /// Notes a command before it is published for the first time.
    func enter(_ id: String, _ request: Request, _ deed: Deed) {
        nextTurn += 1
        commands[id] = SentCommand(id: id, request: request, deed: deed, turn: nextTurn)
    }

    func notePublished(_ count: Int, isAgain: Bool) {
        published += count
        if isAgain { republished += count }
    }

    /// Notes a copy; one under another key may overtake the original.
    func noteDuplicate(of id: String, isUnderOtherKey: Bool) {
        duplicates += 1
        if isUnderOtherKey { commands[id]?.isInOrder = false }
    }

    func noteConfirmed(_ id: String) {
        guard commands[id]?.isConfirmed == false else { return }
        commands[id]?.isConfirmed = true
        confirmed += 1
    }

    /// Notes that the broker refused a message whose successors it may have taken.
    func noteRefused(_ id: String) { commands[id]?.isInOrder = false }

    /// Notes that nobody waits for these any more; a later copy of one may be the first to arrive.
    func noteAbandoned(_ ids: [String]) {
        abandoned += ids.count
        for id in ids { commands[id]?.isInOrder = false }
    }

    func noteReply(to id: String, _ answer: Answer, isReplay: Bool) {
        guard var command = commands[id] else {
            strangers += 1
            return
        }
        command.replies += 1
        if isReplay { command.replays += 1 }
        if let first = command.answer {
            if first != answer { command.contradiction = answer }
        } else {
            command.answer = answer
            answered += 1
            if case .place(let wallet, let cents) = command.deed, let hold = answer.hold, answer.error == nil {
                openHolds[wallet, default: []].append(OpenHold(hold: hold, wallet: wallet, cents: cents))
            }
        }
        commands[id] = command
    }

    /// Takes a hold that somebody placed and nobody has ended.
    func takeHold(on wallet: Int) -> OpenHold? { openHolds[wallet]?.popLast() }

    /// How many commands are on their way.
    var outstanding: Int { commands.count - answered }

    /// What the broker has confirmed and nobody has answered.
    var unanswered: [SentCommand] { commands.values.filter { $0.isConfirmed && $0.answer == nil } }
}
