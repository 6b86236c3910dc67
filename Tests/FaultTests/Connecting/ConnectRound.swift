import Contracts
import TestWorld

/// One round of people who connect while somebody sends a message to each of them.
struct ConnectRound {
    /// How many connect at once.
    static let people = 50
    let number: Int
    let world: World
    let sender: Talker
    /// The sender's own instance, and another one.
    let services: [MessagingServiceProcess]
    /// How far the log reaches before the round.
    let start: Position
    /// Over how long sends are spread: longer than people take to connect, so that each moment of it is tried.
    let spread: Duration
    private let begun = ContinuousClock.now

    init(
        number: Int, world: World, sender: Talker, services: [MessagingServiceProcess], start: Position,
        spread: Duration
    ) {
        self.number = number
        self.world = world
        self.sender = sender
        self.services = services
        self.start = start
        self.spread = spread
    }

    /// What became of one connection.
    struct Outcome: Sendable {
        /// Where it went on from.
        let cursor: Position
        /// How often the message came, and under how many ids.
        let copies: Int
        let identifiers: Int
        let wasLive: Bool
        /// When it was connected, after the begin of the round.
        let welcomed: Duration
    }

    /// Lets everybody connect and the sender send.
    ///
    /// - Returns: what became of each connection, the positions of the messages, and how far the log reaches now.
    func run() async throws -> (outcomes: [Outcome], positions: [Position], end: Position) {
        let known = await sender.frames.count
        return try await withThrowingTaskGroup(of: (Int, Outcome).self) { group in
            for index in 0..<Self.people { group.addTask { (index, try await connect(index)) } }
            for index in (0..<Self.people).shuffled() {
                let text =
                    #"{"type":"send","id":"\#(id(index))","to":{"person":"\#(Self.person(index))"},"body":"now"}"#
                try await sender.say(text)
                try await Task.sleep(for: spread / Self.people * Double.random(in: 0...2))
            }
            var outcomes: [Int: Outcome] = [:]
            for try await (index, outcome) in group { outcomes[index] = outcome }
            let positions = try await positions(after: known)
            return ((0..<Self.people).compactMap { outcomes[$0] }, positions, positions.max() ?? start)
        }
    }

    private static func person(_ index: Int) -> String { "moment.reader.\(index)" }

    private func id(_ index: Int) -> String { "round \(number) message \(index)" }

    /// Whether this one names no cursor: it is a device that was never seen, which gets what is committed from then on.
    static func isNew(_ index: Int) -> Bool { index % 4 >= 2 }

    /// Connects at any moment, and stays until the message is there, or is not owed.
    private func connect(_ index: Int) async throws -> Outcome {
        try await Task.sleep(for: spread / 4 * Double.random(in: 0...1))
        let isNew = Self.isNew(index)
        let talker = try await Talker.connect(
            Self.person(index), to: services[index % 2], in: world, device: isNew ? "new \(number)" : "old",
            cursor: isNew ? nil : start.description)
        let welcome = try await talker.first("welcome")
        let welcomed = ContinuousClock.now - begun
        let cursor = welcome.text("cursor").flatMap { Position(text: $0) } ?? .start
        let id = id(index)
        var found: [Document] = []
        try? await eventually("the message does not come", within: .seconds(20), every: .milliseconds(10)) {
            found = await talker.frames.filter { $0.text("type") == "message" && $0.text("sender_id") == id }
            if !found.isEmpty { return true }
            // Committed before a new device came: this is not what it asked for.
            guard isNew, let position = await position(of: id) else { return false }
            return position <= cursor
        }
        await talker.hangUp()
        return Outcome(
            cursor: cursor, copies: found.count, identifiers: Set(found.map { $0.text("id") ?? "" }).count,
            wasLive: found.first.map { $0.text("position") == nil } ?? false, welcomed: welcomed)
    }

    /// Where a message stands in the log; nil until the sender has heard of it.
    private func position(of id: String) async -> Position? {
        await sender.frames.last { $0.text("sender_id") == id }?.text("position").flatMap { Position(text: $0) }
    }

    /// Where all messages of the round stand, in the order of people.
    private func positions(after known: Int) async throws -> [Position] {
        try await untilFound("the sender does not hear of the commit", every: .milliseconds(10)) {
            var found: [String: Position] = [:]
            for frame in await sender.frames[known...] where frame.text("type") == "message" {
                found[frame.text("sender_id") ?? ""] = frame.text("position").flatMap { Position(text: $0) }
            }
            let all = (0..<Self.people).compactMap { found[id($0)] }
            return all.count == Self.people ? all : nil
        }
    }
}
