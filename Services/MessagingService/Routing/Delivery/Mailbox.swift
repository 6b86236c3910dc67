import Contracts

/// What waits for one slow client: bounded, drained by urgency, and honest about what it had to leave out.
///
/// A frame with a position that is left out is counted in the ``Gap`` that goes before the next frame. One without a position is a message that
/// was to be delivered before its commit, or something that may be shed: the first comes again with its commit, the other is gone.
public struct Mailbox: Sendable {
    /// A frame's place while it waits.
    public struct Place: Hashable, Sendable {
        let priority: MessagePriority
        let number: Int
    }

    /// What became of a frame.
    public struct Offered: Hashable, Sendable {
        /// Where it waits; nil where it was left out.
        public var place: Place?
        /// Messages without a position that had to make room: they are to be delivered with their commit.
        public var dropped: [MessageID] = []
    }

    private let bounds: MailboxBounds
    private var queues: [Fifo<Frame>] = [Fifo(), Fifo(), Fifo()]
    private var queued: [MailboxBounds.Share] = Array(repeating: .init(frames: 0, bytes: 0), count: 3)
    private var drain = PriorityDrain()
    /// What was left out since the last frame was taken.
    public private(set) var gap: Gap?

    /// An empty one.
    public init(_ bounds: MailboxBounds) { self.bounds = bounds }

    /// How many frames wait.
    public var count: Int { queued.reduce(0) { $0 + $1.frames } }
    /// How many bytes wait.
    public var bytes: Int { queued.reduce(0) { $0 + $1.bytes } }
    /// Whether nothing waits, not even a gap.
    public var isEmpty: Bool { gap == nil && queues.allSatisfy(\.isEmpty) }

    /// Whether a frame would fit without anything making room.
    public func hasRoom(
        for bytes: Int, _ priority: MessagePriority, _ budget: MemoryBudget, isPassing: Bool = false
    ) -> Bool {
        guard isPassing || budget.hasRoom(for: bytes) else { return false }
        if bounds.policy == .dropLowestPriority {
            return count < bounds.whole.frames && self.bytes + bytes <= bounds.whole.bytes
        }
        let used = queued[Int(priority.rank)]
        return used.frames < bounds[priority].frames && used.bytes + bytes <= bounds[priority].bytes
    }

    /// Puts a frame in, or leaves something out, as the policy says.
    ///
    /// - Parameter isPassing: whether it is taken out again at once: then it may be that all the budget is used by other mailboxes.
    public mutating func offer(_ frame: Frame, _ budget: inout MemoryBudget, isPassing: Bool = false) -> Offered {
        var offered = Offered()
        guard couldFit(frame, budget, isPassing) else {
            if let position = frame.position { gap.add(position) }
            return offered
        }
        while !hasRoom(for: frame.json.count, frame.priority, budget, isPassing: isPassing) {
            // What has no position comes again or is worth little: it drives nothing out.
            guard frame.position != nil, let victim = victim(for: frame.priority) else {
                if let position = frame.position { gap.add(position) }
                return offered
            }
            guard let dropped = pop(victim, &budget) else { break }
            if let position = dropped.position {
                gap.add(position)
            } else if let message = dropped.message {
                offered.dropped.append(message)
            }
        }
        let rank = Int(frame.priority.rank)
        budget.take(frame.json.count)
        queued[rank].frames += 1
        queued[rank].bytes += frame.json.count
        offered.place = Place(priority: frame.priority, number: queues[rank].append(frame))
        return offered
    }

    /// A message that waits has been committed: from now on the cursor waits for it.
    public mutating func assign(_ position: Position, at place: Place) {
        queues[Int(place.priority.rank)].update(place.number) { $0.position = position }
    }

    /// Whether the frame at a place still waits.
    public func isWaiting(_ place: Place) -> Bool { place.number >= queues[Int(place.priority.rank)].firstNumber }

    /// What goes next; expired messages go nowhere.
    public mutating func take(at now: Timestamp, _ budget: inout MemoryBudget) -> Frame? {
        if let gap {
            self.gap = nil
            return .gap(gap)
        }
        while let priority = drain.next({ !queues[Int($0.rank)].isEmpty }), let frame = pop(priority, &budget) {
            if let expiry = frame.expiresAt, expiry <= now { continue }
            return frame
        }
        return nil
    }

    /// The lowest position that waits or is left out and not told; nil where none does. The cursor stays below it.
    public var lowestPosition: Position? {
        guard count > 0 else { return gap?.from }
        let waiting = queues.flatMap { $0.waiting.compactMap(\.position) }.min()
        guard let from = gap?.from else { return waiting }
        return waiting.map { min($0, from) } ?? from
    }

    /// Throws everything away and gives its room back.
    public mutating func clear(_ budget: inout MemoryBudget) {
        for priority in MessagePriority.allCases { while pop(priority, &budget) != nil {} }
        gap = nil
    }

    /// Whether it would fit if everything that may make room did: nothing is driven out for what cannot stay.
    private func couldFit(_ frame: Frame, _ budget: MemoryBudget, _ isPassing: Bool) -> Bool {
        let bound = bounds.policy == .dropLowestPriority ? bounds.whole : bounds[frame.priority]
        return bound.frames > 0 && frame.json.count <= bound.bytes
            && (isPassing || budget.used - bytes + frame.json.count <= budget.bytes)
    }

    private func victim(for priority: MessagePriority) -> MessagePriority? {
        switch bounds.policy {
        case .reject: nil
        case .dropOldest: queues[Int(priority.rank)].isEmpty ? nil : priority
        case .dropLowestPriority:
            MessagePriority.allCases.last { $0 >= priority && !queues[Int($0.rank)].isEmpty }
        }
    }

    private mutating func pop(_ priority: MessagePriority, _ budget: inout MemoryBudget) -> Frame? {
        let rank = Int(priority.rank)
        guard let frame = queues[rank].popFirst() else { return nil }
        budget.give(frame.json.count)
        queued[rank].frames -= 1
        queued[rank].bytes -= frame.json.count
        return frame
    }
}
