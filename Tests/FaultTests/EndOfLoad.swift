import Synchronization

/// Tells publishers that the last fault is over.
final class EndOfLoad: Sendable {
    private let flag = Atomic(false)

    var hasCome: Bool { flag.load(ordering: .relaxed) }

    func come() { flag.store(true, ordering: .relaxed) }
}
