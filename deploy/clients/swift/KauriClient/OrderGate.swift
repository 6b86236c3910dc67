/// Puts events into the order of each account and finds those that were handled before. Pure; time comes as an argument.
///
/// An event is held back while an older one of its accounts is missing, until patience ends. No more than `capacity` are held: at that
/// bound the first that came goes on, since what is missing could not come any more.
struct OrderGate<Tag: Sendable>: Sendable {
    /// The next thing to do.
    enum Turn {
        /// The event is to be handled, then recorded and acknowledged.
        case handle(LedgerEvent, Tag)
        /// It was handled before: it is only to be acknowledged.
        case duplicate(LedgerEvent, Tag)
    }

    private struct Held {
        let event: LedgerEvent
        let versions: [String: Int64]
        let tag: Tag
        let until: ContinuousClock.Instant

        func precedes(_ other: Held) -> Bool {
            versions.contains { account, version in other.versions[account].map { version < $0 } ?? false }
        }
    }

    private let patience: Duration
    private let capacity: Int
    private var memory: EventMemory
    private var held: [Held] = []

    init(patience: Duration, capacity: Int, memory: EventMemory) {
        self.patience = patience
        self.capacity = capacity
        self.memory = memory
    }

    /// How many events wait.
    var count: Int { held.count }

    /// An event has come.
    mutating func add(_ event: LedgerEvent, _ tag: Tag, at now: ContinuousClock.Instant) {
        held.append(Held(event: event, versions: event.versions, tag: tag, until: now + patience))
    }

    /// An event has been handled; to be told before ``next(at:)`` is asked again.
    mutating func record(_ event: LedgerEvent) { memory.record(event) }

    /// All that is held will come again.
    mutating func forget() { held.removeAll() }

    /// When patience with a held event ends; nil where none is held.
    var end: ContinuousClock.Instant? { held.map(\.until).min() }

    /// What is to be done now; nil where nothing is, or only waiting.
    mutating func next(at now: ContinuousClock.Instant) -> Turn? {
        if let index = held.firstIndex(where: isDuplicate) {
            let item = held.remove(at: index)
            return .duplicate(item.event, item.tag)
        }
        if let index = held.firstIndex(where: { !missesSomething($0) }) { return take(index) }
        guard let overdue = held.firstIndex(where: { $0.until <= now }) ?? (held.count >= capacity ? 0 : nil) else {
            return nil
        }
        return take(first(before: overdue))
    }

    private mutating func take(_ index: Int) -> Turn {
        let item = held.remove(at: index)
        var event = item.event
        event.isLate = item.versions.contains { account, version in
            memory.progress(of: account).map { version <= $0.last } ?? false
        }
        return .handle(event, item.tag)
    }

    private func first(before index: Int) -> Int {
        var index = index
        // Versions of one account are ordered and the ledger commits them in one order, so this ends; the bound is for foreign events.
        for _ in held.indices {
            guard let earlier = held.firstIndex(where: { $0.precedes(held[index]) }) else { break }
            index = earlier
        }
        return index
    }

    private func isDuplicate(_ item: Held) -> Bool {
        if memory.has(item.event.id) { return true }
        return !item.versions.isEmpty
            && item.versions.allSatisfy { account, version in memory.progress(of: account)?.has(version) ?? false }
    }

    private func missesSomething(_ item: Held) -> Bool {
        item.versions.contains { account, version in
            guard let progress = memory.progress(of: account) else {
                return held.contains { ($0.versions[account] ?? version) < version }
            }
            return version > progress.last + 1
        }
    }
}
