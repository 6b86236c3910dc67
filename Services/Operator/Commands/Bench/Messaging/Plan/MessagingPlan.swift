import Contracts

/// Which message of a run is due when, from whom, to whom, and how urgent: all from its number, so that nothing has to be kept about what is under way.
struct MessagingPlan: Sendable {
    /// By which door messages come.
    enum Source: String, CaseIterable, Sendable {
        case websocket, http, broker
    }

    /// What message ids begin with; unique for each run.
    let runID: String
    /// How many people are connected; even, since they talk in pairs.
    let connections: Int
    /// Messages a second.
    let rate: Int
    /// How long is measured, in seconds.
    let duration: Double
    /// How long is sent before that, in seconds.
    let warmUp: Double
    /// They take turns.
    let priorities: [MessagePriority]
    let source: Source
    /// Messages that are due together and travel together.
    let bulk: Int
    /// Bytes of a body.
    let bodyLength: Int

    /// How many event loops share the sockets; a connection belongs to the loop of its number.
    static let loops = 2
    /// What the people of a bench are called.
    static let person = "bench:"

    /// Groups that are sent before the measurement.
    var warmUpGroups: Int { Int(warmUp * Double(rate)) / bulk }
    /// All groups.
    var groups: Int { warmUpGroups + max(1, Int(duration * Double(rate)) / bulk) }
    /// All messages.
    var total: Int { groups * bulk }
    /// The first message that is measured.
    var firstMeasured: Int { warmUpGroups * bulk }

    /// When a group is due, in nanoseconds after the start.
    func due(group: Int) -> UInt64 { UInt64(Double(group) * Double(bulk) * 1e9 / Double(rate)) }

    /// When a message is due, in nanoseconds after the start.
    func due(_ number: Int) -> UInt64 { due(group: number / bulk) }

    /// The event loop that sends a group. The sender's own, where it is sent over a socket.
    func loop(ofGroup group: Int) -> Int { group % Self.loops }

    /// Who sends a message. What goes over one socket together is one person's.
    func sender(of number: Int) -> Int { (source == .websocket ? number / bulk : number) % connections }

    /// Who receives it: the other one of the pair.
    func receiver(of number: Int) -> Int { sender(of: number) ^ 1 }

    /// How urgent it is; mixed, so that nobody sends only one kind.
    func priority(of number: Int) -> MessagePriority {
        let mixed = (UInt64(number / bulk) &* 0x9E37_79B9_7F4A_7C15) >> 33
        return priorities[Int(mixed % UInt64(priorities.count))]
    }

    /// The name of a person.
    static func name(_ person: Int) -> String { "\(self.person)\(person)" }

    /// The sender's own id of a message.
    func id(_ number: Int) -> String { "\(runID)-\(number)" }

    /// The same plan over sockets, for the echo.
    var overSockets: MessagingPlan {
        MessagingPlan(
            runID: runID, connections: connections, rate: rate, duration: duration, warmUp: warmUp,
            priorities: priorities, source: .websocket, bulk: bulk, bodyLength: bodyLength)
    }
}
